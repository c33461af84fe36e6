import { expect, test } from '@jest/globals';
import { parseConfig, printConfig } from '../../../src/config/text.ts';

const faultsOf = (text: string): string[] => parseConfig(text).faults.map(({ message }) => message);

test.each([
  ['witness.example.com', 'https://witness.example.com:2379'],
  ['http://127.0.0.1:2379', 'http://127.0.0.1:2379'],
  ['https://w1/ , https://w2:2380', 'https://w1:2379,https://w2:2380'],
  ['10.0.0.5:4001', 'https://10.0.0.5:4001'],
  ['[fd00::5]', 'https://[fd00::5]:2379'],
  ['https://w1:443', 'https://w1:443'],
])('endpoints of etcd may be written short: %s', (text, printed) => {
  const { config, faults } = parseConfig(`failover witness etcd endpoints ${text}`);
  expect(faults).toEqual([]);
  const line = `failover witness etcd endpoints ${printed}`;
  expect(printConfig(config!)).toContain(`${line}\n`);
  expect(parseConfig(line).config?.witnessEndpoints).toEqual(config?.witnessEndpoints);
});

test.each(['ftp://w1', 'https://u:p@w1', 'https://w1/v3', 'w1,w1', 'https://w1?x', 'a b:c:d', ','])(
  'what is no address of etcd is refused: %s',
  (text) => {
    expect(faultsOf(`failover witness etcd endpoints ${text}`)).not.toEqual([]);
  },
);

test('without TLS over a network is accepted with a warning, on loopback without', () => {
  expect(parseConfig('failover witness etcd endpoints http://10.0.0.5').warnings).toEqual([
    expect.stringContaining('can speak for the witness'),
  ]);
  expect(parseConfig('failover witness etcd endpoints http://127.0.0.1').warnings).toEqual([]);
});

test.each([
  ['5s 6s', '5s 6s'],
  ['3', '3s 3600ms'],
  ['800ms', '800ms 960ms'],
  ['15s 18s', '15s 18s'],
])('a lease is the time for the holder and the one for the grantor: %s', (text, printed) => {
  const { config } = parseConfig(`failover lease ${text}`);
  expect(printConfig(config!, { all: true })).toContain(`failover lease ${printed}\n`);
});

test('the holder has to stop before the grantor lets anybody else in, also where clocks differ by a percent', () => {
  expect(faultsOf('failover lease 5s 5102ms')).toEqual([]);
  expect(faultsOf('failover lease 5s 5101ms')[0]).toContain('the grant has to be 5102ms or longer');
  expect(faultsOf('failover lease 5s 4s')).toHaveLength(1);
  expect(faultsOf('failover lease 100ms')[0]).toContain('the shortest time is 500ms');
  expect(faultsOf('failover lease 5s 6s 7s')).toHaveLength(1);
});

test.each([
  ['failover witness etcd ca /tmp/ca.pem', 'a file below /etc/understudy/ is needed'],
  ['failover witness etcd ca /etc/understudy/../shadow', 'without . or ..'],
  ['failover witness ping gateway', 'IP addresses are needed'],
  ['failover witness etcd pair a/b', 'a name of letters'],
  ['failover witness etcd key /etc/understudy/k', '"failover witness etcd certificate" comes first'],
])('%s is refused with the reason', (line, reason) => {
  expect(faultsOf(line)[0]).toContain(reason);
});

test('a certificate without TLS is refused', () => {
  const text =
    'failover witness etcd endpoints http://10.0.0.5\nfailover witness etcd certificate /etc/understudy/c.pem';
  expect(faultsOf(text)[0]).toContain('of no use without TLS');
});
