import type { FileChange } from './file-state.ts';
import type { InterfaceState } from './network-file.ts';
import type { Command } from './tool.ts';

/** What writing interfaces anew takes. */
export interface NetworkPlan {
  /** Before the files change: with the old ones what is there is taken down. */
  readonly before: readonly Command[];
  readonly files: readonly FileChange[];
  /** The files are taken up. */
  readonly after: readonly Command[];
}

/** What configures the network of a host at boot. */
export interface NetworkManager {
  readonly name: 'networkd' | 'ifupdown';
  /** Whether its files say anything about an interface. */
  readonly isConfigured: (name: string) => boolean;
  readonly read: (name: string) => InterfaceState;
  readonly plan: (wanted: readonly InterfaceState[]) => NetworkPlan;
}
