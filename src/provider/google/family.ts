/**
 * In what the generations of Gemini differ, as data, by the model's id. An id that no row knows is taken for the newest:
 * https://ai.google.dev/gemini-api/docs/thinking, https://ai.google.dev/gemini-api/docs/gemini-3
 */

import type { Thought } from '../../tenant/policy.ts';
import { budgetOf, levelOf } from '../thought.ts';

type Level = 'minimal' | 'low' | 'medium' | 'high' | 'xhigh';

type Thinking =
  /** It knows no word about thought, or thinks as it likes. */
  | { readonly by: 'nothing' }
  /** Tokens. `off`: 0 is allowed as well, and switches thought off. */
  | { readonly by: 'budget'; readonly least: number; readonly most: number; readonly off: boolean }
  /** Levels, least first. None of them is off. */
  | { readonly by: 'level'; readonly levels: readonly [Level, ...Level[]] };

export interface Family {
  readonly thinking: Thinking;
  /** It refuses a call in its history whose step has no signature. */
  readonly demandsSignatures: boolean;
  /** JSON may be asked for beside tools. */
  readonly jsonBesideTools: boolean;
  /** A tool's result may hold images; else they follow it. */
  readonly mediaInResults: boolean;
  /** It fetches what a public URL names; else only its own file store. */
  readonly fetchesUrls: boolean;
  readonly takesPenalties: boolean;
  /** It has a place for instructions; else they lead the first message. */
  readonly takesInstructions: boolean;
  /** A cap on the answer beyond this is refused. */
  readonly mostOutput: number;
}

const levels = (...of: readonly [Level, ...Level[]]): Thinking => ({ by: 'level', levels: of });
const budget = (least: number, most: number, off: boolean): Thinking => ({ by: 'budget', least, most, off });

const NEWEST: Family = {
  thinking: levels('minimal', 'low', 'medium', 'high'),
  demandsSignatures: true,
  jsonBesideTools: true,
  mediaInResults: true,
  fetchesUrls: true,
  takesPenalties: true,
  takesInstructions: true,
  mostOutput: 65_536,
};

const SECOND: Family = {
  ...NEWEST,
  thinking: { by: 'nothing' },
  demandsSignatures: false,
  jsonBesideTools: false,
  mediaInResults: false,
  fetchesUrls: false,
  mostOutput: 8192,
};

/** Penalties are answered with 400, "Penalty is not enabled for this model". */
const SECOND_AND_HALF: Family = { ...SECOND, fetchesUrls: true, takesPenalties: false, mostOutput: 65_536 };

/** The first that matches counts. */
const FAMILIES: readonly (readonly [id: RegExp, family: Family])[] = [
  [/^gemma-/, { ...SECOND, takesInstructions: false }],
  [/^gemini-(1|2\.0|robotics-er-1|pro(-vision)?$)/, SECOND],
  [/^gemini-2\.5-pro/, { ...SECOND_AND_HALF, thinking: budget(128, 32_768, false) }],
  [/^gemini-2\.5-flash-lite/, { ...SECOND_AND_HALF, thinking: budget(512, 24_576, true) }],
  [/^gemini-2\.5-flash-(image|native-audio)|^gemini-2\.5-.*-tts/, { ...SECOND_AND_HALF, mostOutput: 8192 }],
  [/^gemini-2/, { ...SECOND_AND_HALF, thinking: budget(1, 24_576, true) }],
  [/^gemini-\d+(\.\d+)?-(pro|flash)-image/, { ...NEWEST, thinking: { by: 'nothing' }, mostOutput: 32_768 }],
  [/^gemini-3-pro/, { ...NEWEST, thinking: levels('low', 'high') }],
  [/^gemini-4-hydrogen/, { ...NEWEST, thinking: levels('low', 'medium', 'high', 'xhigh') }],
  [/^gemini-(\d+(\.\d+)?-)?pro/, { ...NEWEST, thinking: levels('low', 'medium', 'high') }],
  [
    /^gemini-(3\.([7-9]|\d\d)|([4-9]|\d\d)(\.\d+)?)-flash(?!-lite)|^gemini-flash-latest/,
    { ...NEWEST, thinking: levels('low', 'medium', 'high') },
  ],
];

export function familyOf(id: string): Family {
  return FAMILIES.find(([pattern]) => pattern.test(id.toLowerCase()))?.[1] ?? NEWEST;
}

const LADDER: readonly string[] = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh'];

/** `thinkingConfig`, or null where the model is told nothing. A level it does not have becomes the next above, else its highest. */
export function thinkingConfig(thought: Thought, { thinking }: Family): object | null {
  switch (thinking.by) {
    case 'nothing':
      return null;
    case 'budget': {
      const tokens = budgetOf(thought);
      if (tokens === 0 && thinking.off) return { thinkingBudget: 0 };
      return {
        thinkingBudget: Math.min(thinking.most, Math.max(thinking.least, tokens)),
        includeThoughts: tokens > 0,
      };
    }
    case 'level': {
      const wish = levelOf(thought);
      const enough = thinking.levels.find((level) => LADDER.indexOf(level) >= LADDER.indexOf(wish));
      const level = enough ?? thinking.levels.at(-1) ?? thinking.levels[0];
      return { thinkingLevel: level.toUpperCase(), includeThoughts: wish !== 'none' };
    }
  }
}
