/** What stands in the configuration in place of a secret that is kept apart (design 7). */
export const keptReference = /^kept\$[\w-]{22}$/;
