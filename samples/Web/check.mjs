// The page's code under Node, where there is no browser: drawings come in, a line each; what the page would say goes out.
import { readFileSync } from 'node:fs';
import { dotnet } from './page/wwwroot/_framework/dotnet.js';

const { getAssemblyExports, getConfig, exit } = await dotnet.create();
const page = (await getAssemblyExports(getConfig().mainAssemblyName)).Samples.PageFunctions;
const drawings = readFileSync(0, 'utf8').split('\n').map(line => line.split(' ').map(Number));

function recognised() {
    const taken = drawings.map(strokes => {
        const probabilities = page.Probabilities(page.Pixels(strokes));
        return probabilities.indexOf(Math.max(...probabilities));
    });
    console.log(`0 to 9 drawn are taken for ${taken.join(', ')}`);
    return taken.filter((digit, i) => digit === i).length;
}

const given = page.Accuracy() * 100, right = recognised();
page.Forget(1);
let loss = 0;
while (page.Epochs() < 15)
    loss = page.TrainFor(12).at(-1);
const trained = page.Accuracy() * 100, rightAfter = recognised();
const [hasVectors, small, wide, step] = page.Measure();
console.log(`Prediction: 64-128-10 ${small.toFixed(0)} µs, 784-128-10 ${wide.toFixed(0)} µs; training step of 32: ${(step / 1000).toFixed(1)} ms; vectors of 128 bits: ${hasVectors === 1 ? 'yes' : 'no'}`);
console.log(`result ${given} ${trained} ${right} ${rightAfter} ${loss}`);
exit(0);
