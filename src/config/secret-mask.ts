/** Stands in `show running-config`, in logs and in reports for a value that is never shown. */
export const secretMask = '<secret>';
