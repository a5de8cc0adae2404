/** The command line of `npm run bench`, read once: what it does not know is refused, not passed over. */

import { parseArgs } from 'node:util';
import { Misused } from '../../src/cli/outcome.ts';
import { BENCH_KEY } from './policy.ts';

export const USAGE = `npm run bench [-- options]: what Signalbox costs beside a Worker that does nothing.

  --quick            a look, in less than a minute: fewer cases, fewer and shorter rounds
  --only <text>      only the cases whose name holds this text
  --cold             only the cold start
  --profile          only where the time of a request goes, step by step (of the cases that --only leaves)
  --peer <url>       a gateway that you run, put beside: the same load, and its provider is the mock at --mock-port
  --peer-key <key>   the bearer token it wants (${BENCH_KEY})
  --peer-pid <pid>   its process, without which its CPU is not known
  --mock-port <port> where the mock provider listens (with --peer 8790, else wherever there is room)
  --out <file>       keeps what was measured, as JSON
  --compare <file>   sets it beside what was kept; ends with 1 where a bar that was met is not met any more
  --readme           writes the tables into README.md
  --help             this
`;

export interface Options {
  readonly help: boolean;
  readonly quick: boolean;
  readonly only: string;
  /** What is measured: everything that a run has, or one part of it. */
  readonly part: 'all' | 'cold' | 'profile';
  readonly peer: Peer | null;
  /** 0: wherever there is room. */
  readonly mockPort: number;
  readonly out: string | null;
  readonly compare: string | null;
  readonly readme: boolean;
}

export interface Peer {
  /** Without a slash at its end. */
  readonly url: string;
  readonly key: string;
  readonly pid: number | null;
}

const OPTIONS = {
  help: { type: 'boolean', short: 'h', default: false },
  quick: { type: 'boolean', default: false },
  only: { type: 'string', default: '' },
  cold: { type: 'boolean', default: false },
  profile: { type: 'boolean', default: false },
  peer: { type: 'string' },
  'peer-key': { type: 'string' },
  'peer-pid': { type: 'string' },
  'mock-port': { type: 'string' },
  out: { type: 'string' },
  compare: { type: 'string' },
  readme: { type: 'boolean', default: false },
} as const;

/** Of a peer that is put beside: it has to be told where its provider is before the run begins. */
const MOCK_PORT = 8790;

/** Throws Misused: an option that is none, a value that is none, or options that say different things. */
export function readOptions(args: readonly string[]): Options {
  const values = parsed(args);
  const peer = values.peer === undefined ? null : peerOf(values.peer, values['peer-key'], values['peer-pid']);
  if (peer === null && (values['peer-key'] ?? values['peer-pid']) !== undefined) {
    throw new Misused('--peer-key and --peer-pid say more of a peer, and there is no --peer.');
  }
  if (values.cold && values.profile)
    throw new Misused('--cold and --profile are each a part of the run alone: take one.');
  const part = values.cold ? 'cold' : values.profile ? 'profile' : 'all';
  const isPartial = part !== 'all' || values.quick || values.only !== '';
  if (values.readme && isPartial) throw new Misused('The README holds a whole run: --readme goes with no part of one.');
  if (part === 'profile' && (values.out ?? values.compare) !== undefined) {
    throw new Misused('A profile is for reading: it is neither kept by --out nor set beside another by --compare.');
  }
  const port = values['mock-port'];
  return {
    ...{ help: values.help, quick: values.quick, only: values.only, readme: values.readme },
    ...{ part, peer, out: values.out ?? null, compare: values.compare ?? null },
    mockPort: port === undefined ? (peer === null ? 0 : MOCK_PORT) : wholeNumber('--mock-port', port, 65_535),
  };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS }).values;
  } catch (error) {
    throw new Misused(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

function peerOf(url: string, key = BENCH_KEY, pid?: string): Peer {
  const read = URL.canParse(url) ? new URL(url) : null;
  if (read === null || read.protocol !== 'http:' || read.pathname !== '/' || read.search !== '') {
    throw new Misused(`--peer is an address such as http://127.0.0.1:8788, without a path, and ${url} is none.`);
  }
  return { url: read.origin, key, pid: pid === undefined ? null : wholeNumber('--peer-pid', pid, 2 ** 31) };
}

function wholeNumber(option: string, text: string, most: number): number {
  if (/^[1-9]\d*$/.test(text) && Number(text) <= most) return Number(text);
  throw new Misused(`${option} is a whole number from 1 to ${most}, and ${JSON.stringify(text)} is none.`);
}
