// A client as anybody could write one: calls every route that it is told on its standard input, and prints the answers.
import { request } from 'node:http';
import { text } from 'node:stream/consumers';

const { socketPath, token, routes } = JSON.parse(await text(process.stdin));

const call = ({ method, path }) =>
  new Promise((resolve) => {
    const headers = { authorization: `Bearer ${token}` };
    const outgoing = request({ socketPath, method, path, agent: false, headers }, (answer) => {
      answer.destroy();
      resolve(answer.statusCode);
    });
    outgoing.on('error', (error) => resolve(error.code)).end(method === 'POST' ? '{}' : undefined);
  });

const answers = [];
for (const route of routes) answers.push({ route, status: await call(route) });
process.stdout.write(JSON.stringify(answers));
