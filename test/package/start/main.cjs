// The main file of the packaged app: starts the script that an argument names, as it would be started itself.
const script = `./${process.argv.find((argument) => /\.[cm]js$/.test(argument))}`;
if (script.endsWith(".cjs")) require(script);
else void import(script);
