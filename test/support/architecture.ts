/**
 * DESIGN's rules about files and about who may import whom, as a check over sources: `index → app → the way of a request
 * → rooms → {error, env, unit, zod}`. Types flow down the order in which a request meets the rooms; values cross rooms
 * only as arguments.
 */

import { posix } from 'node:path';

/** The rooms, in the order in which a request meets them. */
const ROOMS = ['wire', 'tenant', 'classify', 'route', 'quota', 'provider', 'stream', 'learn'];

/** What every room may use, and which uses none of them in turn. `durable/` is of the objects of several rooms. */
const GROUND = [
  ...['breaker.ts', 'cache.ts', 'cancellation.ts', 'error.ts', 'env.ts', 'hex.ts', 'once.ts', 'part.ts', 'unit.ts'],
  ...['durable/alarm.ts', 'durable/migrate.ts'],
];

/** Pure: `now` and `random` are arguments, and nothing is read or called. */
const PURE =
  /^(route\/.*|quota\/(window|price|pace|lending|slice|pool-use|limit-key|in-force|kept)|tenant\/document-name|learn\/(beliefs|believed|inputs|prior|vector|packed|moved|place-names|raters|reward|judged|judgement|supported|estimates|wealth|gate|fall|calibration|replay|snapshot|standing|effect|taught|batch|rebuilt|trial|telemetry|dominance|fits-schema|observed|switched-to)|classify\/(embedded|features))\.ts$/;
const IMPURE =
  /\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\bperformance\.|\bcrypto\.|\b(fetch|setTimeout|setInterval)\(/;

/** Part of a Durable Object, in a file of its own for its length: it runs nowhere else, and may apply what the object may. */
const WITHIN_OBJECT = /^(quota\/(judge|settling|publisher|earlier-versions)|learn\/judgement)\.ts$/;

/** The way of a feedback, as serve.ts is that of a request: it may call the rooms, and app.ts may call it. */
const FEEDBACK = 'learn/feedback.ts';

/** A schema at the top of a module is built by every isolate as it starts: zod takes a tenth of a millisecond for each. */
const EAGER_SCHEMA = /^(?:export )?const \w+ = z\b/;

const DRAWER = /^(utils?|helpers?|common|types?)\.ts$/;
const MAX_LINES = 300;

/** Packages and who may use their values. Anything else is a dependency that nobody decided on. */
const PACKAGES: Readonly<Record<string, RegExp>> = {
  zod: /./,
  hono: /^app\.ts$/,
  ulid: /^([^/]+|admin\/.*)\.ts$/,
  // The official clients: their types alone, which are gone at run time.
  openai: /^$/,
  '@anthropic-ai/sdk': /^$/,
  '@google/genai': /^$/,
  '@aws-sdk/client-bedrock-runtime': /^$/,
  aws4fetch: /^provider\//,
  '@smithy': /^(provider|stream)\//,
  // What `npm run schema` writes.
  '#served/openapi.bin': /^app\.ts$/,
  // The artefact of `npm run train`, a module of bytes.
  '#classify/model.bin': /^classify\/learned\.ts$/,
  // That of `npm run lists`.
  '#classify/lists.bin': /^classify\/lists\.ts$/,
  'cloudflare:workers': /^(quota|learn|classify)\/|^dev\.ts$/,
};

interface Import {
  readonly line: number;
  /** `import type` and `export type`: gone at run time. */
  readonly type: boolean;
  /** A path within src for a file of ours, else the package's name. */
  readonly target: string;
  readonly local: boolean;
}

const IMPORT =
  /^(?:import|export)\s+(type\s+)?[^'"`;]*?\bfrom\s+'([^']+)'|^import\s+'([^']+)'|\bimport\(\s*'([^']+)'/gm;

/** The imports and re-exports of a source. Type imports in braces (`{ type A }`) run their module, so they count as values. */
export function importsOf(path: string, source: string): Import[] {
  return [...source.matchAll(IMPORT)].map((match) => {
    const from = match[2] ?? match[3] ?? match[4] ?? '';
    const local = from.startsWith('.');
    return {
      line: source.slice(0, match.index).split('\n').length,
      type: match[1] !== undefined,
      target: local ? posix.join(posix.dirname(path), from) : from,
      local,
    };
  });
}

/** Every breach, as `src/<file>:<line>: what, and the rule`. `files` are the sources by their paths within src. */
export function breaches(files: ReadonlyMap<string, string>): string[] {
  const found: string[] = [];
  for (const [path, source] of files) {
    const say = (line: number, rule: string) => found.push(`src/${path}:${line}: ${rule}`);
    const lines = source.trimEnd().split('\n');
    if (path.endsWith('.ts')) {
      if (lines.length > MAX_LINES) say(lines.length, `a file has at most ${MAX_LINES} lines`);
      if (DRAWER.test(posix.basename(path))) say(1, 'a file is named after its one main export, and is no drawer');
      const imports = importsOf(path, source);
      const isClass = imports.some(({ target, type }) => target === 'cloudflare:workers' && !type);
      const isObject = isClass || WITHIN_OBJECT.test(path);
      for (const one of imports) {
        const rule = ruleAgainst({ path, isObject }, one);
        if (rule !== null) say(one.line, `${one.type ? 'the type of ' : ''}${one.target}: ${rule}`);
      }
    }
    if (path.endsWith('.ts') && roomOf(path) !== 'cli') {
      for (const [index, line] of lines.entries()) {
        if (EAGER_SCHEMA.test(line)) say(index + 1, 'a schema is built when it is first asked for: once(() => …)');
      }
    }
    if (PURE.test(path)) {
      for (const [index, line] of lines.entries()) {
        const impure = line.startsWith(' *') ? null : IMPURE.exec(line);
        if (impure !== null) say(index + 1, `${impure[0]}: this file is pure; time, random and I/O are arguments`);
      }
    }
  }
  return [...found, ...lonely(files), ...cycles(files)].sort();
}

/** Who imports. `isObject`: a Durable Object's file. */
interface Importer {
  readonly path: string;
  readonly isObject: boolean;
}

/** The folder at the top of src that a file is in; null for the files beside the folders. */
const roomOf = (path: string) => (path.includes('/') ? path.slice(0, path.indexOf('/')) : null);

function ruleAgainst(from: Importer, { target, type, local }: Import): string | null {
  const room = roomOf(from.path);
  const targetRoom = roomOf(target);
  if (room === 'cli') return null;
  if (!local) return packageRule(from.path, target, type);
  if (targetRoom === 'cli') return 'only cli/ uses cli/';
  if (target === 'app.ts' && from.path !== 'index.ts') return 'nothing imports app.ts but index.ts';
  if (target === 'index.ts' && from.path !== 'dev.ts') return 'nothing imports index.ts but dev.ts';
  if (target === 'dev.ts') return 'nothing imports dev.ts';
  if (GROUND.includes(from.path)) {
    return type || GROUND.includes(target)
      ? null
      : 'breaker.ts, cache.ts, cancellation.ts, error.ts, env.ts, hex.ts, once.ts, part.ts, unit.ts and durable/ are the ground: they import types alone';
  }
  if (from.path === 'app.ts' && !type && targetRoom !== null && ROOMS.includes(targetRoom) && target !== FEEDBACK) {
    return 'app.ts knows paths, and leaves the rooms to the way of a request';
  }
  if (room === null || !ROOMS.includes(room) || from.path === FEEDBACK) return null;
  if (targetRoom === room || GROUND.includes(target)) return null;
  if (targetRoom === null || !ROOMS.includes(targetRoom)) return 'a room knows nothing of who calls it';
  if (!type) {
    // A Durable Object applies pure rules inside itself, so that one call does all that a request needs.
    if (from.isObject && PURE.test(target)) return null;
    return 'values cross rooms only as arguments; only types may be imported from another room';
  }
  if (ROOMS.indexOf(targetRoom) < ROOMS.indexOf(room)) return null;
  return `types come from earlier rooms, in the order ${ROOMS.join(', ')}`;
}

function packageRule(from: string, name: string, type: boolean): string | null {
  const users = Object.entries(PACKAGES).find(([known]) => name === known || name.startsWith(`${known}/`))?.[1];
  if (users === undefined) return 'this package is not one that the Worker uses';
  return type || users.test(from) ? null : `this package is for ${users.source} alone`;
}

function lonely(files: ReadonlyMap<string, string>): string[] {
  const counts = new Map<string, number>();
  for (const path of files.keys()) {
    const folder = posix.dirname(path);
    counts.set(folder, (counts.get(folder) ?? 0) + 1);
  }
  return [...counts].flatMap(([folder, count]) =>
    count === 1 && folder !== '.' ? [`src/${folder}/: a folder needs two files`] : [],
  );
}

/** Rings of value imports: their modules would run in an order that nobody chose. */
function cycles(files: ReadonlyMap<string, string>): string[] {
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (path: string, way: readonly string[]): void => {
    if (way.includes(path)) {
      found.push(`src/${path}:1: imports itself by way of ${[...way.slice(way.indexOf(path) + 1), path].join(' → ')}`);
      return;
    }
    if (done.has(path)) return;
    for (const { type, local, target } of importsOf(path, files.get(path) ?? '')) {
      if (!type && local) visit(target, [...way, path]);
    }
    done.add(path);
  };
  for (const path of files.keys()) visit(path, []);
  return found;
}
