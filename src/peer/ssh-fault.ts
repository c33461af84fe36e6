import { printable } from './printable.ts';

/** Why a connection failed, in an operator's words, and what to do about it. */
export interface Failing {
  readonly reason: string;
  readonly remedy: string;
}

const network = 'check that it is up, the network between the two, and its firewall';

const byErrno: ReadonlyMap<unknown, Failing> = new Map<unknown, Failing>(
  Object.entries({
    ECONNREFUSED: {
      reason: 'nothing listens there (ECONNREFUSED)',
      remedy: 'check the address and port, and that sshd runs there: "systemctl status ssh"',
    },
    EHOSTUNREACH: { reason: 'there is no way to it (EHOSTUNREACH)', remedy: network },
    ENETUNREACH: { reason: 'there is no way to its network (ENETUNREACH)', remedy: 'check the routes of this server' },
    ETIMEDOUT: { reason: 'it does not answer (ETIMEDOUT)', remedy: network },
    ECONNRESET: {
      reason: 'it cut the connection (ECONNRESET)',
      remedy: 'the log of its sshd says why: "journalctl -u ssh"',
    },
    EPIPE: { reason: 'it cut the connection (EPIPE)', remedy: 'the log of its sshd says why: "journalctl -u ssh"' },
    ENOTFOUND: {
      reason: 'the name server knows no such name (ENOTFOUND)',
      remedy: 'correct the DNS or give the address: trusted-host NAME address ADDRESS',
    },
    EAI_AGAIN: {
      reason: 'no name server answers (EAI_AGAIN)',
      remedy: 'check the name servers of this server, or give the address: trusted-host NAME address ADDRESS',
    },
  }),
);

/** What the SSH library says, and what it means. */
const byWords: readonly (readonly [words: RegExp, meaning: Failing])[] = [
  [
    /no matching host key format/,
    {
      reason: 'its SSH server has no ed25519 key any more, or never had one',
      remedy:
        'Understudy may have been removed there: its package gives sshd that key. Install it again, or look for "HostKey" in its sshd_config',
    },
  ],
  [
    /no matching (key exchange|\S+ (cipher|MAC|compression))/,
    {
      reason: 'the two SSH servers have no way of encryption in common',
      remedy: 'its sshd has to allow curve25519-sha256 and aes128-gcm@openssh.com: see KexAlgorithms and Ciphers there',
    },
  ],
  [
    /signature verification failed|host key does not match|malformed host public key/i,
    {
      reason: 'its SSH server does not prove that it has the key which it shows',
      remedy: 'somebody may stand in between: look at the network between the two before anything else',
    },
  ],
  [
    /timed out while waiting for handshake/i,
    {
      reason: 'its SSH server took too long over the login',
      remedy: 'its host may be overloaded or its sshd may hang: look at its load and at "journalctl -u ssh" there',
    },
  ],
  [/keepalive timeout|no response from server/i, { reason: 'it does not answer any more', remedy: network }],
  [
    /connection lost before handshake|the other end closed it|not allowed at this time/i,
    {
      reason: 'it closed the connection before the login was over',
      remedy:
        'its sshd is stopping, or takes no more logins for now (MaxStartups, PerSourcePenalties): "journalctl -u ssh" there says why',
    },
  ],
  [
    /protocol version not supported|invalid (identification|header)|header (line )?too long|malformed|packet length|invalid mac/i,
    {
      reason: 'what answers there does not speak SSH as it should',
      remedy: 'another program may listen at that address and port: check trusted-host NAME address and port',
    },
  ],
  [
    /unable to exec|channel open failure|no free channels/i,
    {
      reason: 'its SSH server starts no program for us',
      remedy: 'check that the package understudy is installed there, and its sshd_config: "sshd -T -C user=understudy"',
    },
  ],
];

/**
 * What an error of a socket or of the SSH library means. The words of the library, which may be the peer's own, stand
 * behind what nobody thought of.
 */
export const failingOf = (error: Error & { readonly code?: unknown }): Failing => {
  const meant = byErrno.get(error.code) ?? byWords.find(([words]) => words.test(error.message))?.[1];
  return (
    meant ?? { reason: printable(error.message), remedy: 'the log of its sshd may say more: "journalctl -u ssh" there' }
  );
};
