import { dotnet } from './_framework/dotnet.js';

const element = id => document.getElementById(id);
const { getAssemblyExports, getConfig } = await dotnet.create();
const page = (await getAssemblyExports(getConfig().mainAssemblyName)).Samples.PageFunctions;

// Drawing: points of the pen's way; a pair of NaN ends a stroke.
const pad = element('pad'), pen = pad.getContext('2d');
let strokes = [], isDown = false;

function moveTo(event) {
    const box = pad.getBoundingClientRect();
    const x = event.clientX - box.left, y = event.clientY - box.top;
    if (strokes.length >= 2 && !Number.isNaN(strokes.at(-1))) {
        pen.beginPath();
        pen.moveTo(strokes.at(-2), strokes.at(-1));
        pen.lineTo(x, y);
        pen.stroke();
    }
    strokes.push(x, y);
    recognise();
}

pen.lineWidth = 18;
pen.lineCap = 'round';
pad.addEventListener('pointerdown', event => { isDown = true; pad.setPointerCapture(event.pointerId); moveTo(event); });
pad.addEventListener('pointermove', event => { if (isDown) moveTo(event); });
for (const end of ['pointerup', 'pointercancel'])
    pad.addEventListener(end, () => { if (isDown) strokes.push(NaN, NaN); isDown = false; });
element('clear').addEventListener('click', () => { strokes = []; pen.clearRect(0, 0, pad.width, pad.height); recognise(); });

// Recognising, while it is drawn.
const bars = [...Array(10).keys()].map(digit => {
    const item = document.createElement('li'), bar = document.createElement('span');
    item.append(String(digit), bar);
    element('bars').append(item);
    return bar;
});

function recognise() {
    const pixels = page.Pixels(strokes), seen = element('seen').getContext('2d'), cell = 96 / 8;
    pixels.forEach((grey, i) => {
        seen.fillStyle = `rgb(${Array(3).fill(255 - grey * 255 / 16)})`;
        seen.fillRect(i % 8 * cell, Math.floor(i / 8) * cell, cell, cell);
    });
    const isEmpty = strokes.length === 0;
    const probabilities = isEmpty ? Array(10).fill(0) : page.Probabilities(pixels);
    bars.forEach((bar, digit) => bar.style.width = `${probabilities[digit] * 10}rem`);
    element('digit').textContent = isEmpty ? '–' : probabilities.indexOf(Math.max(...probabilities));
}

// Training, a little in each frame, so that the page stays alive.
const frame = 12, epochsOfTraining = 15;
let losses = [], isTraining = false;

function drawLosses() {
    const canvas = element('loss'), chart = canvas.getContext('2d'), highest = Math.max(2.5, ...losses.slice(0, 1));
    chart.clearRect(0, 0, canvas.width, canvas.height);
    chart.strokeStyle = '#1f6feb';
    chart.beginPath();
    losses.forEach((loss, i) => chart.lineTo(i * canvas.width / Math.max(losses.length - 1, 200), canvas.height * (1 - loss / highest)));
    chart.stroke();
}

function trainOn() {
    const before = Math.floor(page.Epochs());
    losses.push(...page.TrainFor(frame));
    drawLosses();
    const epochs = page.Epochs();
    element('lossValue').textContent = losses.at(-1).toFixed(3);
    element('epochs').textContent = epochs.toFixed(1);
    if (Math.floor(epochs) > before) {
        element('accuracy').textContent = `${(page.Accuracy() * 100).toFixed(1)} %`;
        recognise();
    }
    isTraining = isTraining && epochs < epochsOfTraining;
    if (isTraining)
        requestAnimationFrame(trainOn);
    element('train').textContent = isTraining ? 'Stop' : 'Forget and train';
    element('state').textContent = isTraining ? 'Training …' : 'Trained in this page.';
}

element('train').addEventListener('click', () => {
    isTraining = !isTraining;
    if (!isTraining)
        return;
    page.Forget(Number(new URLSearchParams(location.search).get('seed') ?? Math.floor(Math.random() * 1e6)));
    losses = [];
    requestAnimationFrame(trainOn);
});

element('measure').addEventListener('click', () => {
    element('times').textContent = 'Measuring …';
    setTimeout(() => {
        const [hasVectors, small, wide, step] = page.Measure();
        element('times').textContent = `Prediction: 64-128-10 ${small.toFixed(0)} µs, 784-128-10 ${wide.toFixed(0)} µs; training step of 32: ${(step / 1000).toFixed(1)} ms`
            + `; vectors of 128 bits: ${hasVectors === 1 ? 'yes' : 'no'}`;
    }, 50);
});

recognise();
element('accuracy').textContent = `${(page.Accuracy() * 100).toFixed(1)} %`;
element('state').textContent = 'Trained before; draw, or let it forget all and learn again, here.';
