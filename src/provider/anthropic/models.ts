/**
 * In what Anthropic's models differ, as data by model id. The first row that fits counts; an id that none fits but is a
 * Claude's is taken for the newest, and any other for a server that follows Anthropic and knows no more than the basics.
 * https://platform.claude.com/docs/en/about-claude/models/overview and …/build-with-claude/{thinking,effort,structured-outputs}
 */

export interface ClaudeModel {
  /** It is Anthropic's own, and not that of a server which follows it. */
  readonly isKnown: boolean;
  /** The most that it writes, thoughts included. */
  readonly maxOutput: number;
  /** `budget`: so many tokens are allowed. `adaptive`: it decides itself, and `effort` says how hard. */
  readonly thinking: 'budget' | 'adaptive';
  /** It takes `thinking: {type: "disabled"}`. */
  readonly canStopThinking: boolean;
  /** It thinks when nothing is said of it, and has to be told not to. */
  readonly thinksUnasked: boolean;
  /** It takes `output_config.effort`, */
  readonly effort: boolean;
  /** … and `xhigh` of it. */
  readonly xhigh: boolean;
  /** Which of `temperature`, `top_p` and `top_k` it takes: newer ones refuse two of them at once, the newest all. */
  readonly sampling: 'any' | 'one' | 'none';
  /** It writes by a JSON Schema (`output_config.format`); else a tool is forced whose arguments are the answer. */
  readonly schema: boolean;
  /** It takes `tool_choice` of a certain tool, or of any. */
  readonly forcedTool: boolean;
}

const EARLY: ClaudeModel = {
  isKnown: true,
  maxOutput: 4096,
  thinking: 'budget',
  canStopThinking: true,
  thinksUnasked: false,
  effort: false,
  xhigh: false,
  sampling: 'any',
  schema: false,
  forcedTool: true,
};
const FOUR_FIVE: ClaudeModel = { ...EARLY, maxOutput: 64_000, sampling: 'one', schema: true };
const FOUR_SIX: ClaudeModel = { ...FOUR_FIVE, maxOutput: 128_000, thinking: 'adaptive', effort: true };
const FOUR_SEVEN: ClaudeModel = { ...FOUR_SIX, xhigh: true, sampling: 'none' };
const FIVE: ClaudeModel = { ...FOUR_SEVEN, thinksUnasked: true };
const ALWAYS_THINKS: ClaudeModel = { ...FIVE, canStopThinking: false };

const ROWS: readonly (readonly [RegExp, ClaudeModel])[] = [
  [/claude-(sonnet|opus)-5-5/, { ...ALWAYS_THINKS, forcedTool: false }],
  [/claude-(fable|mythos)-5-[12]/, { ...ALWAYS_THINKS, forcedTool: false }],
  [/claude-(fable|mythos)/, ALWAYS_THINKS],
  [/claude-(haiku-5-5|opus-5|sonnet-5)/, FIVE],
  [/claude-opus-4-[78]/, FOUR_SEVEN],
  [/claude-(opus|sonnet)-4-6/, FOUR_SIX],
  [/claude-opus-4-5/, { ...FOUR_FIVE, effort: true }],
  [/claude-(sonnet|haiku)-4-5/, FOUR_FIVE],
  [/claude-opus-4-1/, { ...FOUR_FIVE, maxOutput: 32_000 }],
  [/claude-sonnet-4|claude-4-sonnet|claude-3-7/, { ...EARLY, maxOutput: 64_000 }],
  [/claude-opus-4|claude-4-opus/, { ...EARLY, maxOutput: 32_000 }],
  [/claude-3-5/, { ...EARLY, maxOutput: 8192 }],
  [/claude-(3|2|instant)/, EARLY],
  [/claude-/, FIVE],
];

/** A server that follows Anthropic: how much its model writes is not known. */
const FOLLOWER: ClaudeModel = { ...EARLY, isKnown: false, maxOutput: Number.POSITIVE_INFINITY };

export const claudeModel = (id: string): ClaudeModel => ROWS.find(([pattern]) => pattern.test(id))?.[1] ?? FOLLOWER;
