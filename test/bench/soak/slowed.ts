/**
 * A request whose answer comes slowly, whatever the provider's format: `body` of `requestOf`, and the pause before each event
 * in words of its last message. Pure.
 */
export function slowed(body: Buffer, pauseMs: number): Buffer {
  const { messages, ...rest } = JSON.parse(body.toString()) as { messages: readonly { content: string }[] };
  const said = messages.map((message, at) =>
    at < messages.length - 1 ? message : { ...message, content: `${message.content} Make a pause of ${pauseMs} ms.` },
  );
  return Buffer.from(JSON.stringify({ ...rest, messages: said }));
}
