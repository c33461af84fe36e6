/** What the two health pages say, asked at each request. */
export interface Health {
  /** Null when this server is healthy and serving, else why not (F1). */
  readonly notServing: string | null;
  /** F2: `Primary` while serving, `Standby` while it could take over now; otherwise why neither. */
  readonly role: 'Primary' | 'Standby' | { readonly neither: string };
}

/** What the portal serves where; the first line of its stream, and one more after every change. */
export interface PortalPlan {
  readonly hostname: string;
  readonly address: string;
  readonly ports: readonly number[];
  /** SHA-256 of its certificate, `AB:CD:…`. */
  readonly certificate: string;
}

/** How it came out, as the portal tells the worker and `show failover` has it. */
export interface HealthPagesStatus {
  /** The ports on which the pages are served now. */
  readonly listening: readonly number[];
  /** Sentences about those on which they are not, each with what to do. */
  readonly faults: readonly string[];
}
