import type { MailFault, Rejected } from './delivery.ts';
import type { MailSettings } from './mail-settings.ts';
import { printable } from './printable.ts';

/** An error of nodemailer, as far as it is looked at. */
export interface SmtpError {
  readonly message: string;
  /** What nodemailer makes of it, e.g. `ETIMEDOUT`. */
  readonly code?: string;
  /** What the system said, e.g. `ECONNREFUSED`. */
  readonly originalCode?: string;
  /** Which time was over, where it is one. */
  readonly timeoutType?: string;
  readonly command?: string;
  readonly response?: string;
  readonly responseCode?: number;
  readonly recipient?: string;
  readonly rejectedErrors?: readonly SmtpError[];
}

const words = 'failover notification';

const isCertificateFault = ({ originalCode = '', message }: SmtpError): boolean =>
  /CERT|SELF_SIGNED|UNABLE_TO_|ALTNAME/.test(originalCode) || /certificate|altname/i.test(message);

/** Without what is said to whom the runtime is started by. */
const certificateReason = ({ message }: SmtpError): string =>
  message.replace(/^Error initiating TLS - /, '').replace(/; if the root CA is installed locally,.*$/, '');

const speaksNoTls = ({ originalCode = '', message }: SmtpError): boolean =>
  /WRONG_VERSION_NUMBER|EPROTO/.test(originalCode) || /wrong version number|packet length too long/i.test(message);

interface Explained {
  readonly sentence: string;
  readonly remedy: string;
  readonly unreachable?: boolean;
}

const tlsFault = (error: SmtpError, settings: MailSettings, place: string): Explained => {
  if (isCertificateFault(error))
    return {
      sentence: `The certificate of the mail server ${place} is not trusted: ${certificateReason(error)}`,
      remedy: `name the server as its certificate does ("${words} server"), or trust it: "${words} ca-file /PATH"`,
    };
  if (settings.security === 'tls' && speaksNoTls(error))
    return {
      sentence: `The mail server ${place} does not speak TLS from the first byte`,
      remedy: `"${words} security starttls" (port 25 or 587), or "${words} port 465"`,
    };
  if (error.command === 'STARTTLS' && error.response !== undefined)
    return {
      sentence: `The mail server ${place} offers no STARTTLS: ${error.response}`,
      remedy:
        settings.user === undefined
          ? `"${words} security auto" sends without it`
          : `"${words} security none" sends mails and password in clear`,
    };
  return { sentence: `TLS with the mail server ${place} failed: ${error.message}`, remedy: `"${words} security …"` };
};

const silence: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'no mail server listens there',
  EHOSTUNREACH: 'there is no way to it',
  ENETUNREACH: 'there is no way to it',
};

const unreachableFault = (error: SmtpError, settings: MailSettings, place: string): Explained => {
  const { originalCode = '', code, message, response } = error;
  const checks = `check "${words} server" and "${words} port", and the way to it`;
  if (code === 'EDNS')
    return {
      sentence: `The mail server ${settings.host} is not found: ${message}`,
      remedy: `check "${words} server" and the name servers of this host`,
      unreachable: true,
    };
  if (response !== undefined)
    return { sentence: `The mail server ${place} ended the connection: ${response}`, remedy: 'its log says why' };
  const said = silence[originalCode];
  if (said !== undefined)
    return { sentence: `The mail server ${place} is not reached: ${said}`, remedy: checks, unreachable: true };
  // A server that waits for TLS from the first byte says nothing to one that waits for its greeting.
  const greeting =
    settings.security === 'tls' || settings.port !== 465 ? '' : `; port 465 needs "${words} security tls"`;
  if (code === 'ETIMEDOUT')
    return {
      sentence: `The mail server ${place} did not answer in time: ${message}`,
      remedy: `${checks}${greeting}`,
      unreachable: true,
    };
  return {
    sentence: `The connection to the mail server ${place} failed: ${message}`,
    remedy: `${checks}${greeting}`,
    unreachable: true,
  };
};

const explained = (error: SmtpError, settings: MailSettings): Explained => {
  const { code, command = '', response, message } = error;
  const place = `${settings.host}:${settings.port}`;
  const said = response ?? message;
  if (code === 'ETLS' || (code !== 'ETIMEDOUT' && (isCertificateFault(error) || speaksNoTls(error))))
    return tlsFault(error, settings, place);
  if (code === 'EAUTH')
    return {
      sentence: `The mail server ${place} refuses the login of ${settings.user ?? 'nobody'}: ${said}`,
      remedy: `"${words} user" and "${words} password" set them anew`,
    };
  if (command === 'MAIL FROM')
    return {
      sentence: `The mail server ${place} refuses the sender ${settings.from}: ${said}`,
      remedy: `"${words} from ADDRESS" names one that it takes, or it needs a login ("${words} user")`,
    };
  if (command === 'DATA')
    return { sentence: `The mail server ${place} refuses the mail: ${said}`, remedy: 'its log says why' };
  if (code === 'EPROTOCOL')
    return { sentence: `The mail server ${place} answers with a fault: ${said}`, remedy: 'its log says why' };
  return unreachableFault(error, settings, place);
};

/** What failed and what to do about it. What the mail server said is foreign text. */
export const mailFaultOf = (error: SmtpError, settings: MailSettings): MailFault => {
  const { sentence, remedy, unreachable = false } = explained(error, settings);
  const secret = settings.password;
  const said = secret === undefined || secret === '' ? sentence : sentence.replaceAll(secret, '<secret>');
  return { sentence: printable(said), remedy, unreachable };
};

/** The mail server said no to this mail for good; a login or a greeting that it refuses is no word on the mail. */
export const isRefusal = ({ command = '', responseCode = 0 }: SmtpError): boolean =>
  (command === 'MAIL FROM' || command === 'DATA') && responseCode >= 500 && responseCode < 600;

/** There was no connection at all. */
export const isUnconnected = ({ originalCode = '', timeoutType }: SmtpError): boolean =>
  /^E(CONNREFUSED|HOSTUNREACH|NETUNREACH|ADDRNOTAVAIL|HOSTDOWN|NETDOWN)$/.test(originalCode) ||
  timeoutType === 'CONNECT_TIMEOUT';

/** Those for whom it said no, each with its words. */
export const rejectedIn = (errors: readonly SmtpError[] = []): { refused: Rejected[]; deferred: Rejected[] } => {
  const all = errors.map(({ recipient = '', response, message, responseCode = 0 }) => ({
    isForGood: responseCode >= 500,
    rejected: { address: recipient, reply: printable(response ?? message) },
  }));
  const those = (isForGood: boolean): Rejected[] =>
    all.filter((one) => one.isForGood === isForGood).map(({ rejected }) => rejected);
  return { refused: those(true), deferred: those(false) };
};
