import type { Config } from '../../config/config.ts';
import { missingIn } from '../../notify/mail-settings.ts';

/** Worth knowing for whoever changes how mails are sent. */
export const notificationWarnings = (config: Config): string[] => {
  const { notificationServer, notificationAddresses } = config;
  const isBegun = notificationServer !== undefined || notificationAddresses !== undefined;
  const missing = isBegun ? missingIn(config) : undefined;
  return [
    ...(missing === undefined ? [] : [`no mail is sent yet: ${missing}`]),
    ...(config.notificationSecurity === 'tls' && config.notificationPort === 25
      ? ['TLS from the first byte is usually on port 465: "failover notification port 465"']
      : []),
  ];
};
