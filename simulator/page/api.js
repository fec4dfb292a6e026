// The page's only way to the simulator: JSON in, JSON out, an Error with the server's sentence.

export async function read(path) {
  return answer(await fetch(path, { headers: { accept: "application/json" } }));
}

export async function send(path, body = {}) {
  return answer(await fetch(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  }));
}

async function answer(response) {
  const data = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(data.error || `El simulador respondió ${response.status}.`);
  return data;
}
