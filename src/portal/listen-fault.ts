const reasons: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another program listens there. Change "health-page ports" or free the port.',
  EADDRNOTAVAIL: 'this server has no such address. Change "health-page address".',
  EACCES: 'this account may not listen there. Change "health-page ports", or start the portal by its unit.',
};

/** Why nobody is answered at a port, and what to do about it. */
export const listenFault = (address: string, port: number, error: NodeJS.ErrnoException): string => {
  const reason = reasons[error.code ?? ''] ?? `${error.message}. Change "health-page ports" or free the port.`;
  return `Health pages are not served on ${address} port ${port}: ${reason}`;
};
