import { readFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { getCACertificates, type ConnectionOptions } from 'node:tls';
import type { Delivery, Outgoing } from './delivery.ts';
import { addressesOf } from './mail-host.ts';
import type { MailSettings } from './mail-settings.ts';
import { printable } from './printable.ts';
import { isRefusal, isUnconnected, mailFaultOf, rejectedIn, type SmtpError } from './smtp-fault.ts';

/** A mail server may be slow, but nobody waits for it for ever. */
export interface SmtpLimits {
  readonly connectMs: number;
  readonly greetingMs: number;
  /** Of silence. */
  readonly silenceMs: number;
  /** Of everything together. */
  readonly wholeMs: number;
}

export const smtpLimits: SmtpLimits = { connectMs: 10_000, greetingMs: 15_000, silenceMs: 30_000, wholeMs: 120_000 };

const longestReply = 8192;

/**
 * With `auto` and without a password nothing is lost to who stands in between: what cannot be verified would go in clear.
 */
const verifies = ({ security, user }: MailSettings): boolean => security !== 'auto' || user !== undefined;

/** Those of the system, as the administrator keeps them, or of the runtime where there are none. */
const trusted = (): string[] => {
  const system = new Set(getCACertificates('system'));
  return system.size > 0 ? [...system] : [...getCACertificates('default')];
};

const tlsOf = async (settings: MailSettings): Promise<ConnectionOptions> => {
  if (!verifies(settings)) return { minVersion: 'TLSv1.2', rejectUnauthorized: false };
  const own = settings.caFile === undefined ? [] : [await readFile(settings.caFile, 'utf8')];
  return { minVersion: 'TLSv1.2', rejectUnauthorized: true, ca: [...trusted(), ...own] };
};

const optionsOf = (settings: MailSettings, address: string, tls: ConnectionOptions, limits: SmtpLimits) => {
  const { host, port, security, user, password, hostname } = settings;
  return {
    host: address,
    ...(isIP(host) === 0 ? { servername: host } : {}),
    port,
    name: hostname,
    secure: security === 'tls',
    ignoreTLS: security === 'none',
    requireTLS: security === 'starttls' || (security === 'auto' && user !== undefined),
    ...(user === undefined ? {} : { auth: { user, pass: password ?? '' }, forceAuth: true }),
    tls,
    disableFileAccess: true,
    disableUrlAccess: true,
    allowInternalNetworkInterfaces: true,
    connectionTimeout: limits.connectMs,
    greetingTimeout: limits.greetingMs,
    socketTimeout: limits.silenceMs,
    socketCloseTimeout: 0,
    maxResponseSize: longestReply,
  };
};

const messageOf = (mail: Outgoing, from: string) => ({
  envelope: { from, to: [...mail.to] },
  from: { name: '', address: from },
  to: mail.to.map((address) => ({ name: '', address })),
  subject: mail.subject,
  text: mail.text,
  date: new Date(mail.atMs),
  messageId: mail.messageId,
  headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
  ...(mail.isUrgent ? { priority: 'high' as const } : {}),
});

const asFault = (error: unknown): SmtpError =>
  typeof error === 'object' && error !== null && 'message' in error ? (error as SmtpError) : { message: String(error) };

const deliveryOf = (error: SmtpError, settings: MailSettings): Delivery => {
  if (error.command === 'RCPT TO' && error.rejectedErrors !== undefined)
    return {
      kind: 'answered',
      reply: printable(error.response ?? error.message),
      delivered: [],
      ...rejectedIn(error.rejectedErrors),
    };
  return { kind: isRefusal(error) ? 'refused' : 'failed', ...mailFaultOf(error, settings) };
};

/** One attempt at one address. @throws SmtpError */
const sendTo = async (
  address: string,
  mail: Outgoing,
  settings: MailSettings,
  how: { readonly tls: ConnectionOptions; readonly limits: SmtpLimits; readonly signal: AbortSignal },
): Promise<Delivery> => {
  // It takes its time to load, and most workers never send a mail.
  const { createTransport } = await import('nodemailer');
  const transport = createTransport(optionsOf(settings, address, how.tls, how.limits));
  const sent = await transport.sendMail({ ...messageOf(mail, settings.from), signal: how.signal });
  const { refused, deferred } = rejectedIn((sent as { rejectedErrors?: readonly SmtpError[] }).rejectedErrors);
  const missed = [...refused, ...deferred].map((one) => one.address);
  return {
    kind: 'answered',
    reply: printable(sent.response),
    delivered: mail.to.filter((one) => !missed.includes(one)),
    refused,
    deferred,
  };
};

/** What is known before anybody is asked. */
const withoutPassword = ({ user }: MailSettings): Delivery => ({
  kind: 'failed',
  sentence: `The password of ${user ?? ''} at the mail server is not on this server`,
  remedy: '"failover notification password" in configuration mode sets it',
  unreachable: false,
});

const withoutCertificate = ({ caFile = '' }: MailSettings, error: unknown): Delivery => ({
  kind: 'failed',
  sentence: printable(`The certificate ${caFile} cannot be read: ${asFault(error).message}`),
  remedy: '"failover notification ca-file /PATH" names another one, "no failover notification ca-file" none',
  unreachable: false,
});

/** Sends one mail over a connection of its own (C11). It never throws: what failed is part of the answer. */
export const sendMail = async (
  mail: Outgoing,
  settings: MailSettings,
  stop: AbortSignal = new AbortController().signal,
  limits: SmtpLimits = smtpLimits,
): Promise<Delivery> => {
  if (settings.user !== undefined && settings.password === undefined) return withoutPassword(settings);
  const deadline = AbortSignal.timeout(limits.wholeMs);
  const signal = AbortSignal.any([stop, deadline]);
  const tls = await tlsOf(settings).catch((error: unknown) => withoutCertificate(settings, error));
  if ('kind' in tls) return tls;
  let fault: SmtpError = { message: 'it has no address', code: 'EDNS' };
  try {
    for (const address of await addressesOf(settings.host, limits.connectMs, signal)) {
      try {
        return await sendTo(address, mail, settings, { tls, limits, signal });
      } catch (error) {
        fault = asFault(error);
        // Whoever took the connection may have taken the mail, too.
        if (!isUnconnected(fault) || signal.aborted) break;
      }
    }
  } catch (error) {
    fault = asFault(error);
  }
  if (deadline.aborted) fault = { message: `not done after ${limits.wholeMs / 1000} s`, code: 'ETIMEDOUT' };
  return deliveryOf(fault, settings);
};
