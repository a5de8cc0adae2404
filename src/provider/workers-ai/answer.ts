/**
 * What the models of Workers AI send back, as a chat completion: `{response, tool_calls, usage}` of its own models, and of
 * the newer ones what is a chat completion already. Either may stand within `result`.
 */

import { parsed } from '../parsed.ts';
import { isObject, listOf, number, type Sent, text } from '../shape.ts';
import { statusOfError } from './errors.ts';

function callOf(sent: unknown) {
  if (!isObject(sent)) return null;
  return {
    id: text(sent['id']),
    index: number(sent['index']),
    name: text(sent['name']),
    arguments: sent['arguments'],
    function: sent['function'],
  };
}
type Call = NonNullable<ReturnType<typeof callOf>>;

function faultOf(sent: unknown) {
  if (!isObject(sent)) return null;
  const message = text(sent['message']);
  return message === null ? null : { message, code: sent['code'] };
}

/** As a chat completion with the one message, or piece of it; null: neither JSON nor an object. */
export const asChat = (data: string): unknown => parsed(chatOf, data);

function chatOf(json: unknown): unknown {
  if (!isObject(json)) return null;
  // What failed has its errors beside a `result` that is empty.
  const own = isObject(json['result']) ? json['result'] : json;
  if (own['choices'] !== undefined || own['error'] !== undefined) return insideOf(json);
  const [fault] = listOf(faultOf, own['errors']) ?? listOf(faultOf, json['errors']) ?? [];
  const message = fault?.message ?? text(own['message']);
  if (message !== null) return { error: { message, code: statusOfError(message, fault?.code) } };
  return { choices: choicesOf(own), usage: own['usage'] };
}

const insideOf = (json: Sent): unknown => json['result'] ?? json;

function choicesOf(own: Sent): object[] {
  const { response } = own;
  const said = (listOf(callOf, own['tool_calls']) ?? []).filter(isCall);
  const reason = text(own['finish_reason']);
  const content = typeof response === 'string' ? response : response == null ? '' : JSON.stringify(response);
  // A last event holds the count alone.
  if (content === '' && said.length === 0 && reason === null && response !== '') return [];
  return [
    {
      index: 0,
      delta: { content, ...(said.length === 0 ? {} : { tool_calls: said.map(chatCall) }) },
      // Its own models do not say why they stop: calls are a reason.
      finish_reason: reason ?? (said.length === 0 ? null : 'tool_calls'),
    },
  ];
}

/** A call ends in one in which everything is null. */
const isCall = ({ id, name, arguments: json, function: called }: Call): boolean =>
  id !== null || name !== null || (json != null && json !== '') || Reflect.get(Object(called), 'arguments') != null;

function chatCall({ id, index, name, arguments: json, function: called }: Call, at: number): object {
  return { id, index: index ?? at, function: called ?? { name, arguments: json ?? {} } };
}
