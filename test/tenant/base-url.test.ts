import { describe, expect, it } from 'vitest';
import { readBaseUrl, readPublicUrl } from '../../src/tenant/base-url.ts';

const urlOf = (text: string, allowLocal: boolean) => {
  const read = readBaseUrl(text, allowLocal);
  return read.ok ? read.url : null;
};

describe('a baseUrl to a public host is taken', () => {
  it.each([
    ['https://api.openai.com/v1', 'https://api.openai.com/v1'],
    ['https://api.openai.com/v1/', 'https://api.openai.com/v1'],
    ['https://api.openai.com', 'https://api.openai.com'],
    ['https://API.OpenAI.com:8443/a//', 'https://api.openai.com:8443/a'],
    ['https://1.1.1.1/v1', 'https://1.1.1.1/v1'],
    ['https://172.15.255.255', 'https://172.15.255.255'],
    ['https://172.32.0.1', 'https://172.32.0.1'],
    ['https://100.63.255.255', 'https://100.63.255.255'],
    ['https://[2606:4700:4700::1111]/v1', 'https://[2606:4700:4700::1111]/v1'],
    ['https://mylocal.dev/v1', 'https://mylocal.dev/v1'],
    ['https://router.example/v1', 'https://router.example/v1'],
    ['https://10.example.com', 'https://10.example.com'],
  ])('%s', (text, url) => {
    expect(urlOf(text, false)).toBe(url);
    expect(urlOf(text, true)).toBe(url);
  });
});

describe('a baseUrl into a network that is not public is refused, whatever is allowed', () => {
  it.each([
    ['http://api.openai.com/v1', 'plain http'],
    ['ftp://api.openai.com', 'another protocol'],
    ['javascript:alert(1)', 'no protocol of the network'],
    ['file:///etc/passwd', 'a file'],
    ['api.openai.com/v1', 'no protocol'],
    ['', 'nothing'],
    ['https://user:secret@api.openai.com', 'credentials'],
    ['https://user@api.openai.com', 'a user'],
    ['https://api.openai.com@10.0.0.1/', 'a host dressed up as a user'],
    ['https://api.openai.com/v1?x=1', 'a query'],
    ['https://api.openai.com/v1?', 'an empty query'],
    ['https://api.openai.com/v1#x', 'a fragment'],
    ['https://api.openai.com/v1\n', 'white space'],
    ['https://10.0.0.1', 'private'],
    ['https://172.16.0.1', 'private'],
    ['https://172.31.255.255', 'private'],
    ['https://192.168.1.1', 'private'],
    ['https://100.64.0.1', 'carrier-grade NAT'],
    ['https://100.100.100.200', 'metadata of Alibaba'],
    ['https://168.63.129.16', 'host agent of Azure'],
    ['https://169.254.169.254/latest/meta-data', 'metadata'],
    ['https://0.0.0.0', 'this host'],
    ['https://0/', 'this host, short'],
    ['https://192.0.0.192', 'metadata of Oracle'],
    ['https://198.18.0.1', 'benchmarks'],
    ['https://203.0.113.7', 'documentation'],
    ['https://224.0.0.1', 'multicast'],
    ['https://255.255.255.255', 'broadcast'],
    ['https://2852039166', '169.254.169.254 in decimal'],
    ['https://0xa9fea9fe', '169.254.169.254 in hex'],
    ['https://0251.0376.0251.0376', '169.254.169.254 in octal'],
    ['https://0xa.1', '10.0.0.1, mixed and short'],
    ['https://１０.０.０.１', '10.0.0.1 in full width'],
    ['https://10.0.0.1.', 'a final dot'],
    ['https://%31%30.0.0.1', '10.0.0.1, percent-encoded'],
    ['https://[::]', 'IPv6 unspecified'],
    ['https://[::ffff:169.254.169.254]', 'IPv4-mapped'],
    ['https://[::ffff:7f00:1]', 'IPv4-mapped loopback'],
    ['https://[::10.0.0.1]', 'IPv4-compatible'],
    ['https://[64:ff9b::a00:1]', 'NAT64'],
    ['https://[2002:a00:1::]', '6to4'],
    ['https://[2001::1]', 'Teredo'],
    ['https://[2001:db8::1]', 'documentation'],
    ['https://[3fff::1]', 'documentation, new'],
    ['https://[fe80::1]', 'link-local'],
    ['https://[fec0::1]', 'site-local'],
    ['https://[fd00:ec2::254]', 'metadata of AWS'],
    ['https://[fc00::1]', 'unique local'],
    ['https://[ff02::1]', 'multicast'],
    ['https://metadata', 'no domain'],
    ['https://metadata.google.internal', '.internal'],
    ['https://metadata.google.internal./computeMetadata', '.internal with a final dot'],
    ['https://printer.local', '.local'],
    ['https://router.home.arpa', '.home.arpa'],
    ['https://wiki.corp', '.corp'],
  ])('%s (%s)', (text) => {
    expect(urlOf(text, false)).toBeNull();
    expect(urlOf(text, true)).toBeNull();
  });
});

describe('a baseUrl to loopback is taken only where local upstreams are allowed', () => {
  it.each([
    ['http://127.0.0.1:11434/v1', 'http://127.0.0.1:11434/v1'],
    ['https://127.0.0.1/v1', 'https://127.0.0.1/v1'],
    ['http://127.8.8.8', 'http://127.8.8.8'],
    ['http://2130706433/', 'http://127.0.0.1'],
    ['http://0x7f.1/', 'http://127.0.0.1'],
    ['http://[::1]:8080/v1/', 'http://[::1]:8080/v1'],
    ['http://localhost:1234/v1', 'http://localhost:1234/v1'],
    ['http://LOCALHOST', 'http://localhost'],
    ['http://llm.localhost', 'http://llm.localhost'],
    ['http://localhost./v1', 'http://localhost./v1'],
  ])('%s', (text, url) => {
    expect(urlOf(text, true)).toBe(url);
    expect(urlOf(text, false)).toBeNull();
    expect(urlOf(text.replace(/^https?/, 'ftp'), true)).toBeNull();
  });
});

it('the URL of a whole endpoint may have a query and keeps its form', () => {
  const url = 'https://one.openai.azure.com/chat/?api-version=2024-10-21&path=/';
  expect(readPublicUrl(url, false)).toEqual({ ok: true, url });
  expect(readPublicUrl('https://10.0.0.1/?x', false).ok).toBe(false);
});

it('says what is wrong without repeating what it was given', () => {
  const read = readBaseUrl('https://user:hunter2@api.example.com', false);
  expect(read).toEqual({ ok: false, message: 'A URL must not hold credentials: name a secret in `key`.' });
});
