/**
 * Beliefs as text, for the learner's table and for KV: JSON, its vectors as base64. At most 64 KB. Pure.
 *
 * `{ format, efforts: { thinking, instant, mini }, arms: [[arm, vector, numbers], ...] }`
 *
 * A vector is two 16-bit integers a place, weights first, then precisions: a weight from -2 to 2 in equal steps, a precision
 * from 1 to 10 million in equal steps of its logarithm, each a fortieth of a percent. An effort of which nothing was learned
 * is not there. The numbers of an arm are six 32-bit floats: evidence, surprise, latency, timed, failed, asked.
 */

import type { Arm } from '../route/believed.ts';
import type { Effort } from '../wire/ask.ts';
import { type ArmBelief, type Beliefs, EMPTY, UNKNOWN } from './beliefs.ts';
import { ARM_PRIOR, EFFORT_PRIOR } from './inputs.ts';
import type { Vector } from './vector.ts';

/** Of the format and of what its places mean: beliefs of another are forgotten. */
const FORMAT = 1;
const MOST_WEIGHT = 2;
const WEIGHT_STEPS = 32_767;
const MOST_LOG_PRECISION = Math.log(10_000_000);
const PRECISION_STEPS = 65_535;
const EFFORTS: readonly Effort[] = ['thinking', 'instant', 'mini'];

export function pack({ efforts, arms }: Beliefs): string {
  const learned = EFFORTS.filter((effort) => efforts[effort] !== EMPTY().efforts[effort]);
  return JSON.stringify({
    format: FORMAT,
    efforts: Object.fromEntries(learned.map((effort) => [effort, packVector(efforts[effort])])),
    arms: [...arms].map(([arm, belief]) => [arm, packVector(belief.vector), packNumbers(belief)]),
  });
}

/** Null for what is no text of `pack`, or of another format. */
export function unpack(text: string): Beliefs | null {
  const document = parsed(text);
  if (Reflect.get(document, 'format') !== FORMAT) return null;
  const efforts = { ...EMPTY().efforts };
  for (const effort of EFFORTS) {
    const packed: unknown = Reflect.get(Object(Reflect.get(document, 'efforts')), effort);
    if (packed === undefined) continue;
    const vector = unpackVector(packed, EFFORT_PRIOR);
    if (vector === null) return null;
    efforts[effort] = vector;
  }
  const listed: unknown = Reflect.get(document, 'arms');
  if (!Array.isArray(listed)) return null;
  const arms = new Map<Arm, ArmBelief>();
  for (const each of listed) {
    const [name, packed, numbers]: unknown[] = Array.isArray(each) ? each : [];
    const vector = unpackVector(packed, ARM_PRIOR);
    const known = unpackNumbers(numbers);
    if (!isArm(name) || vector === null || known === null) return null;
    arms.set(name, { ...known, vector });
  }
  return { efforts, arms };
}

const isArm = (name: unknown): name is Arm => typeof name === 'string' && /@(thinking|instant|mini)$/.test(name);

function packVector({ weight, precision }: Vector): string {
  const places = weight.length;
  const view = new DataView(new ArrayBuffer(4 * places));
  for (let place = 0; place < places; place++) {
    const share = Math.max(-1, Math.min(1, (weight[place] ?? 0) / MOST_WEIGHT));
    view.setInt16(2 * place, Math.round(share * WEIGHT_STEPS), true);
    const sure = Math.max(0, Math.min(1, Math.log(precision[place] ?? 1) / MOST_LOG_PRECISION));
    view.setUint16(2 * (places + place), Math.round(sure * PRECISION_STEPS), true);
  }
  return toBase64(view);
}

function unpackVector(packed: unknown, prior: Float32Array): Vector | null {
  const view = fromBase64(packed, 4 * prior.length);
  if (view === null) return null;
  const weight = new Float32Array(prior.length);
  const precision = new Float32Array(prior.length);
  for (let place = 0; place < prior.length; place++) {
    weight[place] = (MOST_WEIGHT * view.getInt16(2 * place, true)) / WEIGHT_STEPS;
    const sure = view.getUint16(2 * (prior.length + place), true) / PRECISION_STEPS;
    precision[place] = Math.max(prior[place] ?? 1, Math.exp(sure * MOST_LOG_PRECISION));
  }
  return { weight, precision };
}

const NUMBERS = ['evidence', 'surprise', 'latencyMs', 'timed', 'failed', 'asked'] as const;

function packNumbers(belief: ArmBelief): string {
  const view = new DataView(new ArrayBuffer(4 * NUMBERS.length));
  for (const [at, name] of NUMBERS.entries()) view.setFloat32(4 * at, belief[name], true);
  return toBase64(view);
}

function unpackNumbers(packed: unknown): ArmBelief | null {
  const view = fromBase64(packed, 4 * NUMBERS.length);
  if (view === null) return null;
  const numbers = NUMBERS.map((name, at) => [name, view.getFloat32(4 * at, true)] as const);
  if (!numbers.every(([name, value]) => Number.isFinite(value) && (value >= 0 || name === 'surprise'))) return null;
  return { ...UNKNOWN, ...Object.fromEntries(numbers) };
}

const toBase64 = (view: DataView): string => btoa(String.fromCharCode(...new Uint8Array(view.buffer)));

function fromBase64(packed: unknown, bytes: number): DataView | null {
  if (typeof packed !== 'string') return null;
  try {
    const text = atob(packed);
    if (text.length !== bytes) return null;
    const view = new DataView(new ArrayBuffer(bytes));
    for (let at = 0; at < bytes; at++) view.setUint8(at, text.charCodeAt(at));
    return view;
  } catch {
    return null;
  }
}

function parsed(text: string): object {
  try {
    return Object(JSON.parse(text));
  } catch {
    return {};
  }
}
