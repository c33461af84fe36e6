/** What the shows about this host answer. */
import type { ServiceStatus } from './shapes.ts';

export interface ClockStatus {
  readonly now: string;
  readonly timeZone: string;
  /** Whether time servers keep it right; null where the host does not say. */
  readonly synchronized: boolean | null;
  /** The clock of the other server against this one, positive when it is ahead (E11); null before the first heartbeat. */
  readonly peer: { readonly host: string; readonly differenceMs: number } | null;
  /** Past this difference replication is refused. */
  readonly maxDifferenceMs: number;
}

/** What the health checks of a service say. */
export interface ServiceCheck {
  /** e.g. `http http://127.0.0.1:8080/` */
  readonly what: string;
  /** Null: not known yet, or the service does not run. */
  readonly healthy: boolean | null;
  /** Failed checks in a row. */
  readonly failures: number;
  /** When it was checked last. */
  readonly at: string | null;
  /** Why the last check failed. */
  readonly reason: string | null;
}

export interface ServiceDetail extends ServiceStatus {
  /** The systemd unit; null where the worker starts a command itself. */
  readonly unit: string | null;
  /** Null in user mode, for passwords may stand in it, and where it is a unit. */
  readonly command: string | null;
  /** As systemd names it, e.g. `running`; null without a unit. */
  readonly subState: string | null;
  /** How its last run ended, as systemd names it, e.g. `exit-code`; null without a unit. */
  readonly result: string | null;
  /** Restarts that count against its limit now. */
  readonly restarts: number;
  /** Null where no check is configured. */
  readonly check: ServiceCheck | null;
}

export interface ClientPortStatus {
  readonly port: number;
  readonly address: string;
  /** The port on loopback where the service listens. */
  readonly to: number;
}

export interface ServiceList {
  readonly services: readonly ServiceDetail[];
  readonly clientPorts: readonly ClientPortStatus[];
  readonly clientConnection: 'enabled' | 'disabled';
  /** This server is active: only then clients are taken in. */
  readonly serving: boolean;
  readonly openConnections: number;
}

export interface InterfaceStatus {
  readonly name: string;
  readonly state: 'up' | 'down' | 'unknown';
  /** `192.0.2.1/24` */
  readonly addresses: readonly string[];
  readonly mac: string | null;
  readonly mtu: number | null;
  readonly speedMbps: number | null;
  readonly duplex: string | null;
  readonly received: InterfaceCounters | null;
  readonly sent: InterfaceCounters | null;
}

export interface InterfaceCounters {
  readonly bytes: number;
  readonly packets: number;
  readonly errors: number;
  readonly dropped: number;
}

export interface InterfaceList {
  readonly interfaces: readonly InterfaceStatus[];
}

export interface DiskStatus {
  /** What lies there, e.g. `state`. */
  readonly use: string;
  readonly path: string;
  readonly totalBytes: number;
  readonly freeBytes: number;
}

export interface Inventory {
  readonly hostname: string;
  readonly vendor: string | null;
  readonly model: string | null;
  /** Made from serial number and machine id; neither can be read from it. */
  readonly fingerprint: string | null;
  readonly cpu: { readonly model: string; readonly count: number; readonly architecture: string };
  readonly memory: { readonly totalBytes: number; readonly freeBytes: number };
  readonly disks: readonly DiskStatus[];
  readonly operatingSystem: string;
  readonly kernel: string;
  readonly runtime: string;
  readonly release: string;
}

export interface TechSection {
  readonly title: string;
  readonly lines: readonly string[];
}

/** A report for support that was written into a file of the console. */
export interface TechSupportFile {
  readonly name: string;
  readonly bytes: number;
}

/** Everything for support, secrets stripped. */
export interface TechSupport {
  readonly hostname: string;
  readonly at: string;
  readonly sections: readonly TechSection[];
}
