import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

/** A mail as the server took it. */
export interface Taken {
  readonly from: string;
  readonly to: readonly string[];
  /** Head and body, as they came over the wire. */
  readonly raw: string;
  readonly isSecure: boolean;
  readonly user: string | undefined;
}

const refusal = (responseCode: number, text: string): Error => Object.assign(new Error(text), { responseCode });

/** How the server behaves; each may be changed while it runs. */
export interface Manners {
  /** Replies that refuse a recipient, by address. */
  readonly rcpt?: Readonly<Record<string, readonly [code: number, text: string]>>;
  readonly sender?: readonly [code: number, text: string];
  readonly data?: readonly [code: number, text: string];
  /** The connection is cut in the middle of the mail. */
  readonly cuts?: boolean;
  /** Nothing is said to who connects. */
  readonly isMute?: boolean;
}

/** A real SMTP server on loopback. */
export class MailServer {
  readonly mails: Taken[] = [];
  manners: Manners = {};
  readonly #server: SMTPServer;
  #whenTaken: (() => void)[] = [];

  private constructor(options: SMTPServerOptions) {
    this.#server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      disableReverseLookup: true,
      closeTimeout: 1,
      onConnect: (_session, answer) => (this.manners.isMute === true ? undefined : answer()),
      onMailFrom: (_address, _session, answer) => answer(this.#refuse(this.manners.sender)),
      onRcptTo: ({ address }, _session, answer) => answer(this.#refuse(this.manners.rcpt?.[address])),
      onData: (stream, session, answer) => {
        if (this.manners.cuts === true) {
          for (const connection of this.#server.connections) connection._socket.destroy();
          return;
        }
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          const fault = this.#refuse(this.manners.data);
          if (fault !== undefined) return answer(fault);
          const { mailFrom, rcptTo } = session.envelope;
          this.mails.push({
            from: mailFrom === false ? '' : mailFrom.address,
            to: rcptTo.map(({ address }) => address),
            raw: Buffer.concat(chunks).toString('utf8'),
            isSecure: session.secure,
            user: session.user as string | undefined,
          });
          for (const wake of this.#whenTaken.splice(0)) wake();
          answer(null, `queued as ${this.mails.length}`);
        });
      },
      ...options,
    });
    this.#server.on('error', () => undefined);
  }

  static async start(options: SMTPServerOptions = {}, port = 0): Promise<MailServer> {
    const server = new MailServer(options);
    server.#server.listen(port, '127.0.0.1');
    await once(server.#server.server, 'listening');
    return server;
  }

  get port(): number {
    return (this.#server.server.address() as AddressInfo).port;
  }

  /** Resolves when so many mails were taken. */
  async has(count: number): Promise<readonly Taken[]> {
    while (this.mails.length < count) await new Promise<void>((resolve) => this.#whenTaken.push(resolve));
    return this.mails;
  }

  async stop(): Promise<void> {
    for (const connection of this.#server.connections) connection._socket.destroy();
    await new Promise<void>((resolve) => this.#server.close(resolve));
  }

  #refuse(reply: readonly [number, string] | undefined): Error | undefined {
    return reply === undefined ? undefined : refusal(...reply);
  }
}

/** Logs in with this password only. */
export const loginWith = (password: string): SMTPServerOptions => ({
  authOptional: false,
  onAuth: ({ username, password: given }, _session, answer) =>
    given === password ? answer(null, { user: username }) : answer(refusal(535, '5.7.8 authentication failed')),
});
