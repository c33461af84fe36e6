import js from '@eslint/js';
import tseslint from 'typescript-eslint';

/** The pure core may read no clock and roll no dice: instants and seeds come in as arguments (design 3). */
const pure = {
  'no-restricted-properties': [
    'error',
    { object: 'Date', property: 'now', message: 'The core gets instants as arguments.' },
    { object: 'Math', property: 'random', message: 'The core rolls no dice.' },
  ],
  'no-restricted-syntax': [
    'error',
    {
      selector: "NewExpression[callee.name='Date'][arguments.length=0]",
      message: 'The core gets instants as arguments.',
    },
  ],
};

export default tseslint.config(
  { ignores: ['build/', 'dist/', 'node_modules/', '.demo/', 'coverage/'] },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: {
      parserOptions: {
        project: ['./tsconfig.json', './src/failover/tsconfig.json', './tsconfig.test.json'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      'max-lines': ['error', { max: 400, skipBlankLines: true }],
      'max-lines-per-function': ['error', { max: 70, skipBlankLines: true, skipComments: true }],
      complexity: ['error', 14],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
      ],
      // winston types its transports as interfaces of the classes they are.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      // async turns a throw into a rejection, with or without an await.
      '@typescript-eslint/require-await': 'off',
    },
  },
  {
    files: ['test/**/*.ts'],
    rules: { 'max-lines-per-function': 'off', '@typescript-eslint/no-non-null-assertion': 'off' },
  },
  { files: ['src/failover/**/*.ts', 'src/config/**/*.ts'], rules: pure },
  {
    files: ['**/*.mjs', '**/*.js', '**/*.cjs'],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        URL: 'readonly',
        performance: 'readonly',
        AbortSignal: 'readonly',
      },
    },
  },
);
