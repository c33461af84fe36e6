import { expect, test } from '@jest/globals';
import type { MailSettings } from '../../../src/notify/mail-settings.ts';
import { mailFaultOf, type SmtpError } from '../../../src/notify/smtp-fault.ts';

const settings: MailSettings = {
  host: 'mail.example.com',
  port: 25,
  security: 'auto',
  caFile: undefined,
  user: undefined,
  password: undefined,
  from: 'understudy@core2',
  to: ['admin@example.com'],
  hostname: 'core2',
};

const error = (parts: Partial<SmtpError>): SmtpError => ({ message: 'went wrong', ...parts });

test.each<[string, Partial<SmtpError>, Partial<MailSettings>, RegExp, RegExp, boolean]>([
  [
    'a name that is not known',
    { code: 'EDNS' },
    {},
    /^The mail server mail.example.com is not found/,
    /name servers/,
    true,
  ],
  [
    'a port that is closed',
    { code: 'ESOCKET', originalCode: 'ECONNREFUSED' },
    {},
    /no mail server listens/,
    /port/,
    true,
  ],
  ['no route', { code: 'ESOCKET', originalCode: 'EHOSTUNREACH' }, {}, /no way to it/, /server/, true],
  ['a greeting that never comes on port 465', { code: 'ETIMEDOUT' }, { port: 465 }, /in time/, /security tls"/, true],
  ['a greeting that refuses', { code: 'EPROTOCOL', response: '554 go away' }, {}, /554 go away/, /log/, false],
  [
    'a certificate',
    {
      code: 'ETLS',
      message: 'Error initiating TLS - self-signed certificate',
      originalCode: 'DEPTH_ZERO_SELF_SIGNED_CERT',
    },
    {},
    /^The certificate of the mail server mail.example.com:25 is not trusted: self-signed certificate$/,
    /ca-file/,
    false,
  ],
  [
    'TLS where there is none',
    { code: 'ESOCKET', originalCode: 'ERR_SSL_WRONG_VERSION_NUMBER' },
    { security: 'tls' },
    /first byte/,
    /starttls/,
    false,
  ],
  [
    'no STARTTLS',
    { code: 'ETLS', command: 'STARTTLS', response: '502 no' },
    { user: 'jo' },
    /offers no STARTTLS/,
    /security none/,
    false,
  ],
  [
    'a login',
    { code: 'EAUTH', response: '535 no' },
    { user: 'jo' },
    /refuses the login of jo: 535 no/,
    /password/,
    false,
  ],
  [
    'a sender',
    { code: 'EENVELOPE', command: 'MAIL FROM', response: '553 no' },
    {},
    /refuses the sender understudy@core2: 553 no/,
    /from ADDRESS/,
    false,
  ],
  [
    'a mail',
    { code: 'EMESSAGE', command: 'DATA', response: '554 spam' },
    {},
    /refuses the mail: 554 spam/,
    /log/,
    false,
  ],
])('%s has a sentence and a remedy', (_what, parts, more, sentence, remedy, unreachable) => {
  const fault = mailFaultOf(error(parts), { ...settings, ...more });
  expect(fault.sentence).toMatch(sentence);
  expect(fault.remedy).toMatch(remedy);
  expect(fault.unreachable).toBe(unreachable);
});

test('what a mail server says is made fit for a terminal, and gives no password away', () => {
  const response = '535 \u001b[2Jlogin "s3cret"\r\nfailed\u202e';
  const { sentence } = mailFaultOf(error({ code: 'EAUTH', response }), { ...settings, user: 'jo', password: 's3cret' });
  expect(sentence).not.toMatch(/\p{Cc}|\p{Cf}|s3cret/u);
});
