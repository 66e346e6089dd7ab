// Requests to the server, and what to say when one fails.

export class Refused extends Error {
  constructor(status, body) {
    super(body?.error?.message || "The server did not understand that.");
    this.status = status;
    this.code = body?.error?.code || "unknown";
  }
}

export async function call(method, path, body, headers = {}) {
  let response;
  try {
    response = await fetch(path, {
      method,
      headers: body === undefined ? headers : { "Content-Type": "application/json", ...headers },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch {
    throw new Refused(0, { error: { code: "offline", message: "The server cannot be reached. Check your connection, and try again." } });
  }
  const text = await response.text();
  let answer = null;
  try {
    answer = text ? JSON.parse(text) : null;
  } catch {
    // Something between us and the server has answered.
  }
  if (!response.ok) throw new Refused(response.status, answer);
  return answer;
}

/// Shows words where they are read out at once; nothing hides them.
export function say(words) {
  const place = document.getElementById("message");
  place.textContent = words || "";
  place.hidden = !words;
}

/// Runs what a button or a form does: once at a time, and with its failure in words.
export async function act(button, what) {
  if (button.disabled) return;
  button.disabled = true;
  say("");
  try {
    await what();
  } catch (error) {
    say(error.message);
  } finally {
    button.disabled = false;
  }
}

/// An element with text in it, never markup.
export function element(name, text, properties = {}) {
  const made = Object.assign(document.createElement(name), properties);
  if (text !== undefined) made.textContent = text;
  return made;
}
