/** A Prompt as a body of Chat Completions. */

import type { Message, Prompt, UserContent } from '../../../src/wire/prompt.ts';
import { asLevel, type ClientWire, inMessages, inResults, present, urlOf } from './client-wire.ts';

export const asChat: ClientWire = {
  // A result is words, and none of them says that the tool failed; thoughts are levels.
  meant: (prompt) =>
    inMessages({ ...prompt, thought: asLevel(prompt) }, (message) => [
      inResults(message, (result) => ({
        ...{ ...result, isError: false },
        content: result.content.filter(({ kind }) => kind === 'text'),
      })),
    ]),
  body: (prompt) => {
    const { sampling, format } = prompt;
    return present({
      ...chatSettings(prompt),
      messages: [
        ...prompt.instructions.map((one) => ({ role: 'system', content: [one].map(chatPart) })),
        ...prompt.messages.flatMap(chatMessages),
      ],
      response_format:
        format.kind === 'text'
          ? null
          : format.kind === 'json'
            ? { type: 'json_object' }
            : { type: 'json_schema', json_schema: present({ ...format, kind: null }) },
      ...{ temperature: sampling.temperature, top_p: sampling.topP, top_k: sampling.topK, seed: sampling.seed },
      ...{ frequency_penalty: sampling.frequencyPenalty, presence_penalty: sampling.presencePenalty },
      stop: sampling.stop.length === 0 ? null : sampling.stop.length === 1 ? sampling.stop[0] : sampling.stop,
      reasoning_effort: prompt.thought?.level ?? null,
    });
  },
};

function chatSettings({ tools, toolChoice: choice, parallelCalls }: Prompt): Record<string, unknown> {
  return {
    tools:
      tools.length === 0
        ? null
        : tools.map(({ name, description, parameters, strict }) => ({
            ...{ type: 'function', function: present({ name, description, parameters, strict }) },
          })),
    tool_choice:
      choice?.kind === 'tool' ? { type: 'function', function: { name: choice.name } } : (choice?.kind ?? null),
    parallel_tool_calls: parallelCalls,
  };
}

function chatPart(part: UserContent): object {
  switch (part.kind) {
    case 'text':
      return { type: 'text', text: part.text };
    case 'image':
      return { type: 'image_url', image_url: present({ url: urlOf(part.source), detail: part.detail }) };
    case 'audio':
      return { type: 'input_audio', input_audio: { data: part.data, format: part.format } };
    case 'file':
      return { type: 'file', file: present({ file_data: urlOf(part.source), filename: part.name }) };
  }
}

function chatMessages(message: Message): object[] {
  switch (message.role) {
    case 'system':
    case 'user':
      return [
        present({
          role: message.role,
          content: message.content.map(chatPart),
          name: 'name' in message ? message.name : null,
        }),
      ];
    case 'tool':
      return message.content.map(({ callId, content }) => ({
        role: 'tool',
        tool_call_id: callId,
        content: content.map(chatPart),
      }));
    case 'assistant': {
      const details = message.content.flatMap((part) =>
        part.kind === 'reasoning' && part.signature !== null
          ? [
              {
                type: 'reasoning.text',
                text: part.text,
                signature: part.signature.value,
                format: part.signature.issuer,
              },
            ]
          : [],
      );
      const plain = message.content.flatMap((part) =>
        part.kind === 'reasoning' && part.signature === null ? [part.text] : [],
      );
      const calls = message.content.flatMap((part) =>
        part.kind === 'call'
          ? [
              {
                ...{ id: part.id, type: 'function', function: { name: part.name, arguments: part.arguments } },
                ...(part.signature === null
                  ? {}
                  : { extra_content: { google: { thought_signature: part.signature.value } } }),
              },
            ]
          : [],
      );
      return [
        {
          role: 'assistant',
          content: message.content.flatMap((part) => (part.kind === 'text' ? [chatPart(part)] : [])),
          ...(details.length === 0 ? {} : { reasoning_details: details }),
          ...(plain.length === 0 ? {} : { reasoning_content: plain.join('') }),
          ...(calls.length === 0 ? {} : { tool_calls: calls }),
        },
      ];
    }
  }
}
