/**
 * Requests in the shapes of LangChain's ChatOpenAI and ChatAnthropic, written from their public documents and from what
 * their public code puts into a request: names on messages, content as lists of blocks, the words of old for tools.
 * https://docs.langchain.com/oss/python/integrations/chat/openai, …/anthropic
 */

const MARK = { type: 'ephemeral' };

const WEATHER = {
  name: 'get_weather',
  description: 'The weather of a city.',
  parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
};

const tool = (fn: object) => ({ type: 'function', function: fn });
const call = (id: string, name: string, json: string) => ({
  id,
  type: 'function',
  function: { name, arguments: json },
});

type Body = Readonly<Record<string, unknown>>;

/** Of ChatOpenAI, by name. */
export const CHAT_OPENAI = {
  /** `.stream()` with usage, and settings that were left alone written out as null. */
  streamed: {
    model: 'auto',
    messages: [
      { content: 'You are terse.', role: 'system' },
      { content: 'Hi', role: 'user', name: 'ann' },
    ],
    ...{ stream: true, stream_options: { include_usage: true }, n: 1, temperature: 0.7, max_completion_tokens: 256 },
    ...{ stop: null, seed: null, top_p: null, logprobs: null, frequency_penalty: null, tools: null, metadata: null },
  },
  /** `bind_tools(…, tool_choice="any", parallel_tool_calls=False)`, where the word reaches the wire as it is. */
  bound: {
    model: 'auto',
    messages: [{ role: 'user', content: 'Weather in Rome?' }],
    tools: [tool({ ...WEATHER, strict: true }), tool({ name: 'now', parameters: { type: 'object', properties: {} } })],
    ...{ tool_choice: 'any', parallel_tool_calls: false, stream: false },
  },
  /** A turn of several agents: blocks with cache marks, a named answer, calls without words, results as blocks. */
  agents: {
    model: 'auto',
    messages: [
      { role: 'system', content: [{ type: 'text', text: 'You supervise.', cache_control: MARK }] },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'What is this?', cache_control: MARK },
          { type: 'image_url', image_url: { url: 'data:image/png;base64,iVBORw0KGgo=' } },
        ],
      },
      { role: 'assistant', name: 'researcher', content: 'I look it up.' },
      {
        role: 'assistant',
        name: 'researcher',
        content: null,
        tool_calls: [call('call_a', 'get_weather', '{"city":"Rome"}'), call('call_b', 'now', '{}')],
      },
      { role: 'tool', tool_call_id: 'call_a', content: [{ type: 'text', text: 'sunny' }] },
      { role: 'tool', tool_call_id: 'call_b', content: 'noon' },
    ],
    tools: [tool(WEATHER), tool({ name: 'now', parameters: { type: 'object', properties: {} } })],
  },
  /** Functions as they were, twice the same one. */
  functions: {
    model: 'auto',
    messages: [
      { role: 'user', content: 'Rome and Oslo?' },
      { role: 'assistant', content: null, function_call: { name: 'get_weather', arguments: '{"city":"Rome"}' } },
      { role: 'function', name: 'get_weather', content: 'sunny' },
      { role: 'assistant', content: null, function_call: { name: 'get_weather', arguments: '{"city":"Oslo"}' } },
      { role: 'function', name: 'get_weather', content: 'snow' },
    ],
    functions: [WEATHER],
    function_call: { name: 'get_weather' },
  },
  /** `with_structured_output(…, method="json_schema")`. */
  structured: {
    model: 'auto',
    messages: [{ role: 'user', content: 'A city, please.' }],
    response_format: {
      type: 'json_schema',
      json_schema: { name: 'City', schema: WEATHER.parameters, strict: true },
    },
    parallel_tool_calls: false,
  },
} satisfies Readonly<Record<string, Body>>;

/** Of ChatAnthropic: a tool loop whose blocks have kept the `index` that they were streamed with. */
export const CHAT_ANTHROPIC = {
  model: 'auto',
  max_tokens: 1024,
  system: [{ type: 'text', text: 'You are terse.', cache_control: MARK }],
  messages: [
    { role: 'user', content: [{ type: 'text', text: 'Weather in Rome?', cache_control: MARK }] },
    {
      role: 'assistant',
      content: [
        { type: 'text', text: 'I look.', index: 0 },
        { type: 'tool_use', id: 'toolu_1', name: 'get_weather', input: { city: 'Rome' }, index: 1 },
      ],
    },
    {
      role: 'user',
      content: [{ type: 'tool_result', tool_use_id: 'toolu_1', content: 'sunny', is_error: false }],
    },
  ],
  tools: [
    { name: 'get_weather', description: WEATHER.description, input_schema: WEATHER.parameters, cache_control: MARK },
  ],
  tool_choice: { type: 'any', disable_parallel_tool_use: true },
  ...{ temperature: 0.2, top_k: 5, stop_sequences: ['END'], metadata: { user_id: 'ann' } },
};
