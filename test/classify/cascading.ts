/** Classifiers that answer what a test says, asked in turn. */

import { type ClassifyOptions, classify } from '../../src/classify/cascade.ts';
import type { Classifier, Verdict } from '../../src/classify/contract.ts';
import { milliseconds, unixMs } from '../../src/unit.ts';

export type Answer = (signal: AbortSignal) => unknown;
type Name = Classifier['name'];

/** A classifier that answers whatever it is told to, a verdict or not. */
export function fake(name: Name, answer: Answer): Classifier & { readonly asked: () => number } {
  let asked = 0;
  const call = (_: unknown, signal: AbortSignal) => {
    asked++;
    return answer(signal);
  };
  return { name, classify: call as Classifier['classify'], asked: () => asked };
}

export const verdict = (probabilities: Record<string, number>, nothing: number): Verdict => ({
  routes: Object.entries(probabilities).map(([route, probability]) => ({ route, probability })),
  nothing,
  because: ['word'],
});
export const SURE = verdict({ code: 0.8, chat: 0.1, law: 0.05 }, 0.05);
export const UNSURE = verdict({ chat: 0.4, code: 0.3 }, 0.3);
export const never = () => new Promise<never>(() => undefined);
export const later = <T>(ms: number, value: T) => new Promise<T>((resolve) => setTimeout(resolve, ms, value));

export const ask = (classifiers: ClassifyOptions['classifiers'], options: Partial<ClassifyOptions> = {}) =>
  classify({
    classifiers,
    turns: [{ role: 'user', text: 'hello' }],
    defaultRoute: 'general',
    confidence: 0.6,
    deadlineMs: milliseconds(150),
    clock: () => unixMs(Date.now()),
    ...options,
  });
