import { describe, expect, it } from 'vitest';
import { Misused } from '../../../src/cli/outcome.ts';
import { readOptions } from '../../bench/options.ts';
import { BENCH_KEY } from '../../bench/policy.ts';

describe('the options of the bench', () => {
  it('are a whole run where there are none', () => {
    expect(readOptions([])).toEqual({
      ...{ help: false, quick: false, only: '', readme: false, part: 'all', peer: null, mockPort: 0 },
      ...{ out: null, compare: null },
    });
  });

  it('put a peer beside, whose provider is at a place that can be told beforehand', () => {
    const { peer, mockPort } = readOptions(['--peer', 'http://127.0.0.1:8788/', '--peer-pid', '42']);
    expect(peer).toEqual({ url: 'http://127.0.0.1:8788', key: BENCH_KEY, pid: 42 });
    expect(mockPort).toBe(8790);
    expect(readOptions(['--peer', 'http://a', '--peer-key', 'k', '--mock-port', '99'])).toMatchObject({
      ...{ peer: { key: 'k', pid: null }, mockPort: 99 },
    });
  });

  it.each([
    [['--rounds', '9'], "Unknown option '--rounds'"],
    [['whole'], 'whole'],
    [['--peer', 'localhost:1'], '--peer is an address'],
    [['--peer', 'http://a/v1'], 'without a path'],
    [['--peer', 'http://a', '--peer-pid', 'x'], '--peer-pid is a whole number'],
    [['--peer-key', 'k'], 'there is no --peer'],
    [['--cold', '--profile'], 'take one'],
    [['--readme', '--quick'], 'no part'],
    [['--readme', '--only', 'x'], 'no part'],
    [['--profile', '--out', 'f'], 'neither kept'],
    [['--mock-port', '70000'], 'from 1 to 65535'],
  ])('refuse %j', (args, why) => {
    expect(() => readOptions(args)).toThrow(Misused);
    expect(() => readOptions(args)).toThrow(why);
  });
});
