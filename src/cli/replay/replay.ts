/**
 * `npm run replay -- --log decisions.jsonl --policy new.yaml`: with this policy, and these beliefs, which of the logged
 * decisions change, and what cost, latency and expected quality would have been. Reads files, asks nobody, writes nothing.
 */

import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { replay as replayed } from '../../admin/replay/replay.ts';
import { EMPTY } from '../../learn/beliefs.ts';
import { believed } from '../../learn/believed.ts';
import { unpack } from '../../learn/packed.ts';
import { type PackedBeliefs, readSnapshot } from '../../learn/snapshot.ts';
import type { Beliefs } from '../../route/believed.ts';
import type { Policy } from '../../tenant/policy.ts';
import { allowOnly, exactly } from '../arguments.ts';
import type { Command } from '../command.ts';
import { Declined, Misused } from '../outcome.ts';
import { readPolicyFile } from '../policy-files.ts';
import { readLog } from './read-log.ts';
import { inWords } from './report.ts';

export const replay: Command = async (args, { from }) => {
  allowOnly('replay', args, ['log', 'policy', 'beliefs']);
  exactly('replay', args.positionals.slice(1), []);
  const { log, policy: policyFile, beliefs: beliefsFile } = args.values;
  if (log === undefined) throw new Misused('The command "replay" needs --log <file>: decisions, one JSON a line.');
  if (policyFile === undefined) throw new Misused('The command "replay" needs --policy <file>.');
  const policy = readPolicyText(policyFile, await read(policyFile, from));
  const beliefs = beliefsFile === undefined ? PRIOR : readBeliefs(beliefsFile, await read(beliefsFile, from));
  const { logged, rated, unreadable } = await readLog(await read(log, from), policy);
  if (logged.length === 0) {
    const { lines, first } = unreadable;
    const why = first === null ? '' : ` Of ${lines} unreadable lines the first is line ${first.line}: ${first.why}.`;
    throw new Declined(`${log} holds no decision.${why}`, { code: 1, detail: { file: log, unreadable } });
  }
  const basis = `${logged.length} decisions of ${log}, of which ${rated} were rated`;
  const found = {
    ...replayed(logged, { policy, beliefs, inForce: null, unusable: () => null, basis }),
    ...{ rated, unreadable },
  };
  return { said: [{ data: found, words: inWords(found) }], code: found.changed === 0 ? 0 : 1, isWhole: true };
};

async function read(file: string, from: string): Promise<string> {
  try {
    return await readFile(resolve(from, file), 'utf8');
  } catch (cause) {
    throw new Misused(`${file} cannot be read: ${cause instanceof Error ? cause.message : cause}.`, { cause });
  }
}

function readPolicyText(file: string, text: string): Policy {
  const found = readPolicyFile(text);
  if (found.ok) return found.policy;
  const lines = found.problems.map(({ path, message }) => `\n  ${path === '' ? '' : `${path}: `}${message}`);
  const detail = { code: 'invalid_policy', file, problems: found.problems };
  throw new Declined(`${file} is no valid policy:${lines.join('')}`, { code: 1, detail });
}

const ofPrior = believed(EMPTY(), 0);
const PRIOR: Beliefs = { inForce: ofPrior, newest: ofPrior };

/** What KV holds under `beliefs:<tenant>`, or beliefs as they lie in it: these are then in force. */
function readBeliefs(file: string, text: string): Beliefs {
  const snapshot = readSnapshot(text);
  const [inForce, newest] =
    snapshot === null ? [{ version: 1, packed: text }, null] : [snapshot.inForce, snapshot.newest];
  const compiled = ({ version, packed }: PackedBeliefs) => {
    const beliefs = packed === null ? EMPTY() : unpack(packed);
    if (beliefs !== null) return believed(beliefs, version);
    throw new Declined(`${file} holds no beliefs that this version of Signalbox can read.`, { code: 1 });
  };
  const decides = compiled(inForce);
  return { inForce: decides, newest: newest === null ? decides : compiled(newest) };
}
