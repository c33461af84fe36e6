import type { Worker } from '../worker.ts';

/** Told to consoles in privileged mode when somebody else changes the secret. */
const privilegeEnded = 'The enable secret was changed: privileged mode has ended here. "enable" asks for the new one';

/** Privileged consoles are no longer. */
export const endPrivileges = ({ sessions, privilege }: Worker): void =>
  sessions.tellLosers(() => privilege.clear(), privilegeEnded);
