/**
 * The messages of a chat in an order that the provider takes: it refuses the whole request for any other, and clients such
 * as Claude Code speak beside the results of their tools.
 */

type Message = Readonly<Record<string, unknown>>;

/**
 * `bridged`: nobody but the model speaks after a tool, and an answer that is begun is marked as such (Mistral: "Unexpected
 * role 'user' after role 'tool'"). `alternate`: no two messages in a row are of one side (Perplexity).
 */
export type Turns = 'free' | 'bridged' | 'alternate';

/** The very same list where there is nothing to do. */
export function inTurns(messages: readonly unknown[], turns: Turns): readonly unknown[] {
  if (turns === 'free' || !messages.every(isMessage)) return messages;
  return turns === 'bridged' ? begun(bridged(messages)) : alternating(messages);
}

const BRIDGE: Message = { role: 'assistant', content: 'I have read the result.' };

function bridged(messages: readonly Message[]): readonly Message[] {
  const isGap = ({ role }: Message, at: number) =>
    messages[at - 1]?.['role'] === 'tool' && role !== 'tool' && role !== 'assistant';
  return messages.some(isGap)
    ? messages.flatMap((message, at) => (isGap(message, at) ? [BRIDGE, message] : [message]))
    : messages;
}

function begun(messages: readonly Message[]): readonly Message[] {
  const last = messages.at(-1);
  if (last?.['role'] !== 'assistant' || last['prefix'] != null || last['tool_calls'] != null) return messages;
  return [...messages.slice(0, -1), { ...last, prefix: true }];
}

function alternating(messages: readonly Message[]): readonly Message[] {
  const spoken = messages.findIndex(({ role }) => !isInstruction(role));
  const joined: Message[] = [];
  for (const [at, message] of messages.entries()) {
    // Instructions lead and may stand nowhere else: later ones are the user's words.
    const own = at > spoken && spoken !== -1 && isInstruction(message['role']) ? { ...message, role: 'user' } : message;
    const last = joined.at(-1);
    const isMore = last !== undefined && last['role'] === own['role'] && JOINED.has(own['role']) && !hasCalls(last);
    if (isMore) joined[joined.length - 1] = { ...last, ...own, content: together(last['content'], own['content']) };
    else joined.push(own);
  }
  const isSame = joined.length === messages.length && joined.every((message, at) => message === messages[at]);
  return isSame ? messages : joined;
}

const JOINED: ReadonlySet<unknown> = new Set(['user', 'assistant']);
const isInstruction = (role: unknown): boolean => role === 'system' || role === 'developer';
const hasCalls = ({ tool_calls: calls }: Message): boolean => calls != null;

function together(first: unknown, second: unknown): unknown {
  if (first == null || second == null) return first ?? second;
  if (typeof first === 'string' && typeof second === 'string') return `${first}\n\n${second}`;
  return [...parts(first), ...parts(second)];
}

const parts = (content: unknown): readonly unknown[] =>
  Array.isArray(content) ? content : [{ type: 'text', text: content }];

function isMessage(value: unknown): value is Message {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
