import { bashCompletion } from '../completion/bash.mjs';
import { fishCompletion } from '../completion/fish.mjs';
import { completionTree } from '../completion/tree.mjs';
import { zshCompletion } from '../completion/zsh.mjs';

const tree = await completionTree();

process.stdout.write(
  JSON.stringify({
    'understudy.bash': bashCompletion(tree),
    _understudy: zshCompletion(tree),
    'understudy.fish': fishCompletion(tree),
  }),
);
