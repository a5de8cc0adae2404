/** A Prompt as a body of Responses. */

import type { AssistantContent, Message, UserContent } from '../../../src/wire/prompt.ts';
import { writeSeal } from '../../../src/wire/responses/seal.ts';
import { asLevel, type ClientWire, inMessages, inResults, present, urlOf } from './client-wire.ts';

export const asResponses: ClientWire = {
  // It has no stop sequences, no penalties, no seed, no names of users, and no word for a tool that failed.
  meant: (prompt) => {
    const { temperature, topP } = prompt.sampling;
    const none = { topK: null, frequencyPenalty: null, presencePenalty: null, seed: null, stop: [] };
    return inMessages({ ...prompt, thought: asLevel(prompt), sampling: { ...none, temperature, topP } }, (message) => [
      message.role === 'user'
        ? { ...message, name: null }
        : inResults(message, (result) => ({ ...result, isError: false })),
    ]);
  },
  body: (prompt) => {
    const { tools, toolChoice: choice, parallelCalls, sampling, format } = prompt;
    return present({
      input: [
        ...prompt.instructions.map(({ text }) => ({ role: 'developer', content: text })),
        ...prompt.messages.flatMap(itemsOf),
      ],
      tools:
        tools.length === 0
          ? null
          : tools.map(({ name, description, parameters, strict }) => ({
              type: 'function',
              ...present({ name, description, parameters, strict }),
            })),
      tool_choice: choice?.kind === 'tool' ? { type: 'function', name: choice.name } : (choice?.kind ?? null),
      parallel_tool_calls: parallelCalls,
      text:
        format.kind === 'text'
          ? null
          : {
              format:
                format.kind === 'json'
                  ? { type: 'json_object' }
                  : { ...present({ ...format, kind: null }), type: 'json_schema' },
            },
      ...{ temperature: sampling.temperature, top_p: sampling.topP },
      reasoning: prompt.thought === null ? null : { effort: prompt.thought.level },
    });
  },
};

function inputPart(part: UserContent): object {
  switch (part.kind) {
    case 'text':
      return { type: 'input_text', text: part.text };
    case 'image':
      return present({ type: 'input_image', image_url: urlOf(part.source), detail: part.detail });
    case 'audio':
      return { type: 'input_audio', input_audio: { data: part.data, format: part.format } };
    case 'file':
      return present({ type: 'input_file', file_data: urlOf(part.source), filename: part.name });
  }
}

function itemsOf(message: Message): object[] {
  switch (message.role) {
    case 'system':
    case 'user':
      return [{ role: message.role, content: message.content.map(inputPart) }];
    case 'tool':
      return message.content.map(({ callId, content }) => ({
        type: 'function_call_output',
        call_id: callId,
        output: content.map(inputPart),
      }));
    case 'assistant':
      return message.content.flatMap(saidItems);
  }
}

function saidItems(part: AssistantContent): object[] {
  switch (part.kind) {
    case 'text':
      return [{ type: 'message', role: 'assistant', content: [{ type: 'output_text', text: part.text }] }];
    case 'call': {
      const { id: callId, signature } = part;
      const item = { type: 'function_call', call_id: callId, name: part.name, arguments: part.arguments };
      if (signature === null) return [item];
      return [
        { type: 'reasoning', summary: [], encrypted_content: writeSeal({ kind: 'call', callId, signature }) },
        item,
      ];
    }
    case 'reasoning': {
      const { signature } = part;
      const sealed = signature === null ? {} : { encrypted_content: writeSeal({ kind: 'signed', signature }) };
      return [{ type: 'reasoning', summary: [{ type: 'summary_text', text: part.text }], ...sealed }];
    }
    case 'sealed':
      return [];
  }
}
