import { describe, expect, test } from '@jest/globals';
import { domainInHosts, renamedHosts } from '../../../../src/host/settings/hosts-file.ts';
import { resolverFile, searchedIn, searchedWith } from '../../../../src/host/settings/resolver-file.ts';

const core1 = { hostname: 'core1', domain: 'example.com' };
const alpha = { hostname: 'alpha', domain: 'lab.example.org' };

describe('/etc/hosts', () => {
  test("Debian's own line gets the new name; others' lines stay", () => {
    const text = '127.0.0.1\tlocalhost\n127.0.1.1\tcore1.example.com core1\n10.0.0.2 core1-old printer # keep\n';
    expect(renamedHosts(text, core1, alpha, new Map())).toBe(
      '127.0.0.1\tlocalhost\n127.0.1.1\talpha.lab.example.org alpha\n10.0.0.2 core1-old printer # keep\n',
    );
  });
  test('a line with the address of this host moves with it and keeps its other names', () => {
    const text = '127.0.0.1 localhost core1\n10.0.0.1 core1.example.com core1 web # us\n10.0.0.2 core2\n';
    const moved = new Map([['10.0.0.1', '10.0.0.11']]);
    expect(renamedHosts(text, core1, alpha, moved)).toBe(
      '127.0.0.1\tlocalhost\n10.0.0.11\talpha.lab.example.org alpha web # us\n10.0.0.2 core2\n',
    );
  });
  test('without a line for this host one is added, without a domain the name alone', () => {
    const now = { hostname: 'alpha', domain: null };
    expect(renamedHosts('127.0.0.1 localhost\n::1 localhost\n', core1, now, new Map())).toBe(
      '127.0.0.1 localhost\n127.0.1.1\talpha\n::1 localhost\n',
    );
  });
  test('the same change twice is the same as once', () => {
    const once = renamedHosts('127.0.0.1 localhost\n', core1, alpha, new Map());
    expect(renamedHosts(once, alpha, alpha, new Map())).toBe(once);
  });
  test('tells the domain', () => {
    expect(domainInHosts('10.0.0.1 web core1.Example.com core1\n', 'core1')).toBe('example.com');
    expect(domainInHosts('10.0.0.1 core1\n', 'core1')).toBeUndefined();
  });
});

test('/etc/resolv.conf: servers and domain are replaced, options stay', () => {
  const text = '# by hand\noptions timeout:1\nsearch example.com other.net\nnameserver 10.0.0.1\n';
  const searched = searchedWith(searchedIn(text), 'example.com', 'lab.example.org');
  expect(resolverFile(text, ['10.0.0.53', '10.0.0.54'], searched)).toBe(
    '# by hand\noptions timeout:1\nsearch lab.example.org other.net\nnameserver 10.0.0.53\nnameserver 10.0.0.54\n',
  );
  expect(searchedWith(['example.com', 'other.net'], 'example.com', null)).toEqual(['other.net']);
});
