/** A Prompt as a body of Anthropic Messages. */

import { carry } from '../../../src/wire/messages/carried.ts';
import type { AssistantContent, Message, Source, UserContent } from '../../../src/wire/prompt.ts';
import { type ClientWire, inAssistant, inMessages, inResults, present, type Result, urlOf } from './client-wire.ts';

export const asMessages: ClientWire = {
  // No sound, no penalties, no seed, no names; details are none of its images'. A form for the answer is a schema.
  meant: (prompt) => {
    const { format, toolChoice, sampling, thought } = prompt;
    const none = { frequencyPenalty: null, presencePenalty: null, seed: null };
    const settings = {
      parallelCalls: toolChoice === null || toolChoice.kind === 'none' ? null : prompt.parallelCalls,
      format:
        format.kind === 'schema'
          ? { ...format, name: 'answer', description: null, strict: true }
          : ({ kind: 'text' } as const),
      sampling: { ...sampling, ...none },
      thought: thought?.level === 'none' || thought?.level === 'minimal' ? null : thought,
    };
    return inMessages({ ...prompt, ...settings }, (message) => {
      if (message.role === 'user') {
        const content = message.content.flatMap((part): UserContent[] =>
          part.kind === 'audio' ? [] : part.kind === 'image' ? [{ ...part, detail: null }] : [part],
        );
        return content.length === 0 ? [] : [{ ...message, content, name: null }];
      }
      const seen = inResults(message, (result) => ({
        ...result,
        content: result.content.map((part) => (part.kind === 'image' ? { ...part, detail: null } : part)),
      }));
      return inAssistant(seen, (part) => part);
    });
  },
  body: (prompt) => {
    const { tools, toolChoice: choice, parallelCalls, sampling, format, thought, instructions } = prompt;
    const alone = parallelCalls === null ? {} : { disable_parallel_tool_use: !parallelCalls };
    const kinds = { auto: 'auto', none: 'none', required: 'any', tool: 'tool' } as const;
    return present({
      max_tokens: 1000,
      system: instructions.length === 0 ? null : instructions.flatMap(blocks),
      messages: prompt.messages.map(turnOf),
      tools:
        tools.length === 0
          ? null
          : tools.map(({ name, description, parameters, strict }) =>
              present({ name, description, input_schema: parameters, strict }),
            ),
      tool_choice:
        choice === null
          ? null
          : { type: kinds[choice.kind], ...(choice.kind === 'tool' ? { name: choice.name } : {}), ...alone },
      output_config:
        format.kind !== 'schema' && thought?.level == null
          ? null
          : {
              ...(format.kind === 'schema' ? { format: { type: 'json_schema', schema: format.schema } } : {}),
              ...(thought?.level == null ? {} : { effort: thought.level }),
            },
      thinking:
        thought?.budget == null
          ? null
          : thought.budget === 0
            ? { type: 'disabled' }
            : { type: 'enabled', budget_tokens: thought.budget },
      ...{ temperature: sampling.temperature, top_p: sampling.topP, top_k: sampling.topK },
      stop_sequences: sampling.stop.length === 0 ? null : sampling.stop,
    });
  },
};

const sourceOf = (source: Source): object =>
  source.kind === 'base64'
    ? { type: 'base64', media_type: source.mediaType, data: source.data }
    : { type: 'url', url: urlOf(source) };

function blocks(part: UserContent | AssistantContent | Result): object[] {
  switch (part.kind) {
    case 'text':
      return [{ type: 'text', text: part.text }];
    case 'image':
      return [{ type: 'image', source: sourceOf(part.source) }];
    case 'file':
      return [present({ type: 'document', source: sourceOf(part.source), title: part.name })];
    case 'reasoning':
      return [
        { type: 'thinking', thinking: part.text, signature: part.signature === null ? '' : carry(part.signature) },
      ];
    case 'call':
      return [
        ...(part.signature === null
          ? []
          : [{ type: 'thinking', thinking: '', signature: carry(part.signature, part.id) }]),
        { type: 'tool_use', id: part.id, name: part.name, input: JSON.parse(part.arguments) },
      ];
    case 'result':
      return [
        {
          type: 'tool_result',
          tool_use_id: part.callId,
          content: part.content.flatMap(blocks),
          is_error: part.isError,
        },
      ];
    case 'sealed':
      return [{ type: 'redacted_thinking', data: carry(part.signature) }];
    case 'audio':
      return [];
  }
}

const turnOf = ({ role, content }: Message): object => ({
  role: role === 'tool' ? 'user' : role,
  content: content.flatMap(blocks),
});
