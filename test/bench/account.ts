/** A profile as an account: what each step of a request's way takes of the isolate, in microseconds a request. */

import type { Profile } from './profiler.ts';
import { STEPS, type Step, stepOf } from './steps.ts';

export interface Account {
  /** By step, in the order of the way; those that took nothing too. */
  readonly steps: readonly { readonly step: Step; readonly micros: number }[];
  /** The functions with the most time of their own, the most first. */
  readonly functions: readonly { readonly name: string; readonly micros: number }[];
  /** By room, which is a folder of src: time of its functions' own. */
  readonly rooms: readonly { readonly name: string; readonly micros: number }[];
  /** Of the isolate in all, without native code and idleness. */
  readonly micros: number;
}

/** A function of the bundle: `file` is within src, or the path of a package; null for what is native. */
interface Frame {
  readonly name: string;
  readonly file: string | null;
}

/** What V8 calls time outside of JavaScript: it does not know whether a thread works there or waits. */
const NOT_JAVASCRIPT: readonly string[] = ['(idle)', '(program)'];
const GARBAGE = '(garbage collector)';
const FUNCTIONS_TOLD = 30;

/** `bundle` is the script that was profiled, as esbuild writes it where it does not minify. */
export function accountOf({ nodes, samples, timeDeltas }: Profile, bundle: string, requests: number): Account {
  const fileAt = filesOf(bundle);
  const frames = new Map(
    nodes.map(({ id, callFrame: { functionName, url, lineNumber } }) => {
      const file = url === '' ? null : fileAt(lineNumber);
      return [id, { name: functionName === '' ? '(anonymous)' : functionName, file }] as const;
    }),
  );
  const parents = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id] as const)));
  const steps = new Map<Step, number>(STEPS.map((step) => [step, 0]));
  const functions = new Map<string, number>();
  const rooms = new Map<string, number>();
  let total = 0;
  const add = <Key>(map: Map<Key, number>, key: Key, micros: number) => map.set(key, (map.get(key) ?? 0) + micros);
  for (const [at, id] of samples.entries()) {
    const own = frames.get(id);
    const micros = (timeDeltas[at] ?? 0) / requests;
    if (own === undefined || NOT_JAVASCRIPT.includes(own.name)) continue;
    total += micros;
    const stack: Frame[] = [];
    for (let node: number | undefined = id; node !== undefined; node = parents.get(node)) {
      const frame = frames.get(node);
      if (frame !== undefined) stack.push(frame);
    }
    add(steps, own.name === GARBAGE ? 'garbage collector' : stepOf(stack.map(placeOf)), micros);
    add(functions, own.file === null ? own.name : placeOf(own), micros);
    add(rooms, own.name === GARBAGE ? GARBAGE : roomOf(own), micros);
  }
  return {
    steps: [...steps].map(([step, micros]) => ({ step, micros })),
    functions: most(functions).slice(0, FUNCTIONS_TOLD),
    rooms: most(rooms),
    micros: total,
  };
}

const placeOf = ({ name, file }: Frame): string => `${file ?? ''}#${name}`;

const most = (map: ReadonlyMap<string, number>) =>
  [...map].map(([name, micros]) => ({ name, micros })).toSorted((a, b) => b.micros - a.micros);

function roomOf({ file }: Frame): string {
  if (file === null) return 'native functions';
  if (file.startsWith('node_modules/'))
    return file
      .split('/')
      .slice(0, file.includes('/@') ? 3 : 2)
      .join('/');
  return file.includes('/') ? file.slice(0, file.indexOf('/')) : 'beside the rooms';
}

/** Which file a line of the bundle (from 0) came from: esbuild writes its path above each. */
function filesOf(bundle: string): (line: number) => string | null {
  const starts: { readonly line: number; readonly file: string }[] = [];
  for (const [line, text] of bundle.split('\n').entries()) {
    const path = /^ *\/\/ (src|node_modules)\/(\S+\.\w+)$/.exec(text);
    if (path !== null) starts.push({ line, file: path[1] === 'src' ? `${path[2]}` : `${path[1]}/${path[2]}` });
  }
  return (line) => starts.findLast((start) => start.line <= line)?.file ?? null;
}
