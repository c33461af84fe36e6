import type { Config } from '../config/config.ts';

/** How mails are sent, and to whom. */
export interface MailSettings {
  readonly host: string;
  readonly port: number;
  readonly security: Config['notificationSecurity'];
  readonly caFile: string | undefined;
  readonly user: string | undefined;
  readonly password: string | undefined;
  readonly from: string;
  readonly to: readonly string[];
  /** What this server is called at the mail server, and in the ids of its mails. */
  readonly hostname: string;
}

type Settings = Pick<
  Config,
  | 'hostname'
  | 'notificationServer'
  | 'notificationPort'
  | 'notificationSecurity'
  | 'notificationCaFile'
  | 'notificationUser'
  | 'notificationFrom'
  | 'notificationAddresses'
>;

/** @param fullName of this server, with its domain */
export const senderOf = ({ notificationFrom }: Pick<Config, 'notificationFrom'>, fullName: string): string =>
  notificationFrom ?? `understudy@${fullName}`;

/** What keeps mails from being sent at all; undefined: nothing. */
export const missingIn = ({
  notificationServer,
  notificationAddresses,
}: Pick<Config, 'notificationServer' | 'notificationAddresses'>): string | undefined => {
  if (notificationAddresses === undefined && notificationServer === undefined)
    return 'neither a mail server ("failover notification server HOST") nor an address ("failover notification email ADDRESS") is configured';
  if (notificationAddresses === undefined)
    return 'no address is configured: "failover notification email ADDRESS" in configuration mode';
  if (notificationServer === undefined)
    return 'no mail server is configured: "failover notification server HOST" in configuration mode';
  return undefined;
};

/** Undefined where mails cannot be sent: see `missingIn`. */
export const mailSettingsOf = (
  config: Settings,
  password: string | undefined,
  fullName: string,
): MailSettings | undefined => {
  const { notificationServer, notificationAddresses } = config;
  if (notificationServer === undefined || notificationAddresses === undefined) return undefined;
  return {
    host: notificationServer,
    port: config.notificationPort,
    security: config.notificationSecurity,
    caFile: config.notificationCaFile,
    user: config.notificationUser,
    password,
    from: senderOf(config, fullName),
    to: notificationAddresses,
    hostname: fullName,
  };
};
