/** The cells of the README's table that tell of requests, each by its name. */

import { describe, expect, it } from 'vitest';
import { chatBody } from './chat-bodies.ts';
import { chatForm } from './chat-form.ts';
import { cohereForm } from './cohere-form.ts';
import { converseForm } from './converse-form.ts';
import { geminiForm } from './gemini-form.ts';
import { LEFT_OUT } from './left-out.ts';
import type { Mark } from './mark.ts';
import { messagesBody } from './messages-bodies.ts';
import { messagesForm } from './messages-form.ts';
import { REQUEST, type RequestName, requestMark } from './request-cells.ts';
import { responsesBody } from './responses-bodies.ts';
import { type Form, formOf, ROWS, type Row, WIRES, type Wire } from './rows.ts';
import { foreignTo, sent } from './sending.ts';
import { workersForm } from './workers-form.ts';

const BODIES = { chat: chatBody, responses: responsesBody, messages: messagesBody };

const FORMS: Readonly<Record<Form, (feature: RequestName, row: Row) => object>> = {
  chat: chatForm,
  messages: messagesForm,
  gemini: geminiForm,
  cohere: cohereForm,
  converse: converseForm,
  workers: workersForm,
  // Never written: only clients of the wire itself are served by it.
  responses: () => ({}),
};

async function prove(mark: Mark, feature: RequestName, wire: Wire, row: Row): Promise<void> {
  const json = BODIES[wire](feature, foreignTo(row));
  const { traces, listed, lacking } = LEFT_OUT[feature] ?? { traces: [] };
  // Else a cell that says "left out" would prove nothing.
  if (mark === 'listed' || mark === 'withheld') {
    expect(traces.some((trace) => JSON.stringify(json).includes(trace)) || feature === 'effort').toBe(true);
  }
  const result = await sent(wire, row, json);
  if (result.lacks !== null) {
    expect(mark, `not sent for want of ${result.lacks.join(' and ')}`).toBe('refused');
    for (const want of result.lacks) expect(want).toMatch(lacking ?? 'nothing');
    return;
  }
  const { body, dropped } = result;
  const told = listed === undefined ? [] : dropped.filter((name) => listed.test(name));
  switch (mark) {
    case 'same':
      for (const [name, value] of Object.entries(json)) {
        if (name !== 'model') expect(JSON.stringify(body[name]), name).toBe(JSON.stringify(value));
      }
      expect(dropped).toEqual([]);
      expect(Object.keys(body).filter((name) => name in json)).toEqual(Object.keys(json));
      break;
    case 'carried':
    case 'words':
      expect(body).toMatchObject(FORMS[formOf(wire, row)](feature, row));
      expect(told).toEqual([]);
      break;
    case 'listed':
      expect(told).toHaveLength(1);
      break;
    default:
      expect(mark).toBe('withheld');
  }
  if (mark === 'listed' || mark === 'withheld') {
    for (const trace of traces) expect(JSON.stringify(body)).not.toContain(trace);
  }
}

describe.each(WIRES)('a request', (wire) => {
  for (const row of ROWS) {
    for (const feature of REQUEST) {
      const mark = requestMark(feature, wire, row);
      if (mark !== null) it(`${wire} over ${row.name}: ${feature.name}`, () => prove(mark, feature.name, wire, row));
    }
  }
});
