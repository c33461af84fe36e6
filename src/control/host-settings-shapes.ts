/** What this host is set to beside the product's own configuration: the truth lies in the files of the system (G1). */

/** One network interface as it is configured, not as it happens to be at the moment. */
export interface InterfaceSettings {
  readonly name: string;
  /** `none`: nothing gives it an address. */
  readonly method: 'static' | 'dhcp' | 'none';
  /** `A.B.C.D/LEN`; null unless the method is static. */
  readonly address: string | null;
  readonly gateway: string | null;
}

/** `GET /v1/host-settings`; privileged. */
export interface HostSettings {
  /** False where the worker has a folder (`--root`) and not a host: then nothing of this can be changed. */
  readonly isHost: boolean;
  /** What configures the network; null: nothing that is known here, and then interfaces cannot be changed. */
  readonly manager: 'networkd' | 'ifupdown' | null;
  /** Why there is no manager, as a sentence. */
  readonly managerReason: string | null;
  readonly hostname: string;
  readonly domain: string | null;
  readonly interfaces: readonly InterfaceSettings[];
  readonly nameServers: readonly string[];
  readonly timeZone: string;
  readonly ntpServers: readonly string[];
  /** Why the NTP servers cannot be changed, as a sentence; null: they can. */
  readonly ntpReason: string | null;
  /** Accounts whose login opens the console. */
  readonly administrators: readonly string[];
  /** Accounts and groups of others: none of these names can become an administrator. */
  readonly takenNames: readonly string[];
}

/** What is to be changed; what is absent stays. */
export interface HostChange {
  readonly hostname?: string;
  readonly domain?: string | null;
  /** Only those that change. */
  readonly interfaces?: readonly InterfaceSettings[];
  readonly nameServers?: readonly string[];
  readonly timeZone?: string;
  readonly ntpServers?: readonly string[];
  /** Made, or given another password if it is an administrator already. */
  readonly administrator?: { readonly name: string; readonly password: string };
}
