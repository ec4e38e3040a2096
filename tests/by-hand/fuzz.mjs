// Random event streams, played by rrweb's own Replayer in a browser and by `scrubjay dom`; says where they differ.
//
// usage: cd FOLDER && npm install rrweb@2 puppeteer-core && node …/tests/by-hand/fuzz.mjs SCRUBJAY COUNT [FIRST_SEED] [CHROMIUM]
//
// Each stream is compared after its last event. A stream that differs is made as short as it can be and printed, with both
// trees: a fixture for tests/replay, if it is us who are wrong. Nothing of it is run by `cargo test`: it needs a browser.
import { createRequire } from 'node:module';
import { spawnSync } from 'node:child_process';
import path from 'node:path';

const require = createRequire(path.join(process.cwd(), 'package.json'));
const puppeteer = require('puppeteer-core');
const rrweb = path.join(process.cwd(), 'node_modules/rrweb/dist/rrweb.umd.cjs');
const [bin, count = '100', first = '1', chromium = '/usr/bin/chromium'] = process.argv.slice(2);

// ---- streams ----
function random(seed) {
  let a = seed >>> 0;
  const next = () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const below = (n) => Math.floor(next() * n);
  return { chance: (p) => next() < p, below, pick: (list) => list[below(list.length)] };
}

const TAGS = ['div', 'p', 'ul', 'span', 'input', 'textarea', 'select', 'option', 'style', 'x-card', 'iframe', 'dialog', 'details', 'link', 'button'];

function stream(seed) {
  const r = random(seed);
  let id = 1;
  const nodes = new Map(); // what a sound recorder would know: id -> { parent, tag, shadow }
  const attributes = (tag) => {
    const found = {};
    if (r.chance(0.3)) found.class = r.pick(['a', 'b', 'a b', '']);
    if (r.chance(0.2)) found.style = r.pick(['color: red;', 'margin: 1px; color: blue', '', '--x: 1; top: 2px']);
    if (r.chance(0.1)) found.hidden = true;
    if (tag === 'input') {
      found.type = r.pick(['text', 'checkbox', 'radio', 'radio', 'hidden']);
      if (r.chance(0.5)) found.name = r.pick(['g', 'h']);
      if (r.chance(0.4)) found.value = r.pick(['v1', 'v2', '']);
      if (r.chance(0.3)) found.checked = true;
    }
    if (tag === 'option') {
      if (r.chance(0.7)) found.value = r.pick(['v1', 'v2', 'v3']);
      if (r.chance(0.3)) found.selected = r.pick([true, true, false]);
    }
    if (tag === 'select' && r.chance(0.2)) found.multiple = true;
    if (tag === 'textarea' && r.chance(0.5)) found.value = r.pick(['long', '']);
    if ((tag === 'style' || tag === 'link') && r.chance(0.5)) found._cssText = r.pick(['.a { color: red; }.b { color: blue; }', '', '.a { color: red; }/* rr_split */.b { margin: 1px; }']);
    if (tag === 'dialog' && r.chance(0.3)) found.open = '';
    return found;
  };
  const text = (style) => style ? r.pick(['.a { top: 1px; }', '.b { left: 2px; }.c { left: 3px; }', '@media print { .d { top: 0px; } }', '']) : r.pick(['one', 'two', '', ' ']);
  const make = (parent, tag, extra = {}) => {
    const own = ++id;
    nodes.set(own, { parent, tag, shadow: !!extra.isShadow });
    if (tag === '#text') return { type: 3, textContent: text(nodes.get(parent)?.tag === 'style'), id: own, ...extra };
    if (tag === '#comment') return { type: 5, textContent: text(false), id: own, ...extra };
    return { type: 2, tagName: tag, attributes: attributes(tag), childNodes: [], id: own, ...extra };
  };
  const kinds = (tag) => tag === 'select' ? ['option'] : ['style', 'textarea', 'option', 'button'].includes(tag) ? ['#text'] : ['input', 'iframe', 'link'].includes(tag) ? [] : [...TAGS, '#text', '#text', '#comment'];
  const grow = (node, depth) => {
    const allowed = kinds(node.tagName);
    // The player takes out every other text of a text area (it walks a live list).
    for (let n = node.tagName === 'textarea' ? r.below(2) : r.below(depth > 3 ? 1 : 4); n > 0 && allowed.length; n--) {
      const tag = r.pick(allowed);
      const child = make(node.id, tag, node.isShadowHost && r.chance(0.5) ? { isShadow: true } : {});
      if (tag === 'x-card' && r.chance(0.7)) child.isShadowHost = true;
      if (child.childNodes) grow(child, depth + 1);
      node.childNodes.push(child);
    }
    // Light children come first.
    node.childNodes.sort((a, b) => Number(!!a.isShadow) - Number(!!b.isShadow));
    return node;
  };
  const snapshot = () => {
    const doctype = { type: 1, name: 'html', publicId: '', systemId: '', id: ++id };
    const html = make(1, 'html');
    html.attributes = {};
    const head = make(html.id, 'head');
    const style = grow(make(head.id, 'style'), 3);
    const body = grow(make(html.id, 'body'), 0);
    head.childNodes.push(style);
    html.childNodes.push(head, body);
    nodes.set(1, { parent: 0, tag: '#document' });
    return { type: 0, childNodes: [doctype, html], id: 1 };
  };
  let time = 1000;
  const events = [];
  const push = (type, data) => events.push({ type, data, timestamp: (time += r.pick([0, 1, 5, 20])) });
  push(4, { href: 'https://page.test/', width: 800, height: 600 });
  push(2, { node: snapshot(), initialOffset: { left: 0, top: 0 } });
  const any = (tags) => {
    const all = [...nodes].filter(([, node]) => !tags || tags.includes(node.tag)).map(([one]) => one);
    return all.length && !r.chance(0.02) ? r.pick(all) : 9000 + r.below(3);
  };
  const parents = TAGS.filter((tag) => kinds(tag).length).concat(['body', 'head', 'html']);
  const remove = () => {
    const one = any(TAGS.concat('#text', '#comment'));
    const node = nodes.get(one);
    const entry = { parentId: r.chance(0.03) ? any() : node?.parent ?? any(), id: one };
    if (node?.shadow && !r.chance(0.03)) entry.isShadow = true;
    if (r.chance(0.9)) nodes.delete(one);
    return entry;
  };
  const add = () => {
    const parent = any(parents);
    const tag = nodes.get(parent)?.tag;
    const allowed = kinds(tag ?? 'div');
    const node = make(parent, r.pick(allowed.length ? allowed : ['#text']), tag === 'x-card' && r.chance(0.5) ? { isShadow: true } : {});
    if (r.chance(0.06)) node.id = any(TAGS.concat('#text'));
    const siblings = [...nodes].filter(([one, other]) => other.parent === parent && one !== node.id && other.shadow === !!node.isShadow).map(([one]) => one);
    const entry = { parentId: parent, nextId: siblings.length && r.chance(0.6) ? r.pick(siblings) : null, node };
    if (r.chance(0.02)) entry.nextId = any();
    if (r.chance(0.02)) delete entry.nextId;
    nodes.set(node.id, { parent, tag: node.tagName ?? '#text', shadow: !!node.isShadow });
    return entry;
  };
  const move = (list) => {
    const one = any(['div', 'p', 'ul', 'span', 'input', 'option']);
    const node = nodes.get(one);
    const to = any(parents);
    if (!node) return [];
    list.push({ parentId: node.parent, id: one, ...(node.shadow ? { isShadow: true } : {}) });
    nodes.set(one, { parent: to, tag: node.tag, shadow: false });
    return [{ parentId: to, nextId: null, node: { type: 2, tagName: node.tag, attributes: attributes(node.tag), childNodes: [], id: one } }];
  };
  const retext = () => {
    const one = any(['#text', '#text', '#text', '#comment', 'p']);
    return { id: one, value: r.chance(0.1) ? null : text(nodes.get(nodes.get(one)?.parent)?.tag === 'style') };
  };
  const change = () => {
    const one = any(TAGS.concat('body'));
    const tag = nodes.get(one)?.tag;
    const values = {};
    for (let n = 1 + r.below(2); n > 0; n--) {
      const name = r.pick(['class', 'style', 'hidden', 'value', 'checked', 'selected', 'open', 'type', 'name', 'title', '_cssText', 'multiple', 'rr_open_mode']);
      // The player loses the sheet of a style element with text children that gets a new text; recorders do this to links.
      if (name === '_cssText' && tag !== 'link') continue;
      // No sheet is made of a style element whose type is none of CSS.
      if (name === 'type' && tag !== 'input') continue;
      if (name === 'style' && r.chance(0.6)) values.style = r.pick([{ color: 'green' }, { margin: ['4px', 'important'] }, { color: false, 'margin-top': '3px' }, { width: 'nonsense' }, { '--y': '2' }]);
      else values[name] = r.chance(0.25) ? null : name === 'type' ? r.pick(['text', 'checkbox', 'radio']) : name === '_cssText' ? r.pick(['.z { top: 9px; }', '']) : name === 'style' ? 'left: 5px' : r.pick(['', 'v1', 'v2', 'x y']);
    }
    return { id: one, attributes: values };
  };
  const list = (p, make) => { const found = []; while (r.chance(p)) found.push(make()); return found; };
  const rule = () => r.pick(['.n { top: 1px; }', '.m { color: red; }', '@media screen { .k { top: 1px; } }', 'no rule at all', '.u { width: nonsense; }']);
  const index = () => r.pick([0, 1, 2, 99, [0], undefined]);
  for (let n = 3 + r.below(10); n > 0; n--) {
    const kind = r.below(12);
    if (kind < 6) {
      const removes = list(0.4, remove);
      const adds = list(0.6, add);
      if (r.chance(0.3)) adds.push(...move(removes));
      if (r.chance(0.3)) adds.reverse();
      push(3, { source: 0, removes, adds, texts: list(0.3, retext), attributes: list(0.4, change) });
    } else if (kind === 6) push(3, { source: 0, removes: list(0.3, remove), adds: [], texts: list(0.5, retext), attributes: list(0.7, change) });
    else if (kind < 9) push(3, { source: 5, id: any(['input', 'textarea', 'select']), text: r.pick(['v1', 'v2', 'typed', 'on', '']), isChecked: r.chance(0.5) });
    else if (kind === 9) push(3, { source: 8, id: any(['style', 'link']), ...(r.chance(0.6) ? { adds: [{ rule: rule(), index: index() }] } : {}), ...(r.chance(0.4) ? { removes: [{ index: index() ?? 0 }] } : {}), ...(r.chance(0.1) ? { replaceSync: '.r { top: 7px; }' } : {}) });
    else if (kind === 10) push(3, { source: 13, id: any(['style', 'link']), index: r.pick([[0], [1], [0, 0]]), ...(r.chance(0.7) ? { set: { property: r.pick(['color', 'top']), value: r.pick(['pink', '8px', 'nonsense', null]), priority: r.pick(['important', undefined]) } } : { remove: { property: 'color' } }) });
    else if (r.chance(0.3)) {
      const frame = any(['iframe']);
      const root = ++id;
      const body = { ...make(id, 'body'), attributes: {} };
      const inner = (node) => { node.rootId = root; (node.childNodes ?? []).forEach(inner); return node; };
      const html = { type: 2, tagName: 'html', attributes: {}, childNodes: [grow(body, 2)], id: ++id };
      nodes.set(root, { parent: frame, tag: '#document' });
      push(3, { source: 0, removes: [], adds: [{ parentId: frame, nextId: null, node: { type: 0, childNodes: [inner(html)], id: root } }], texts: [], attributes: [], isAttachIframe: true });
    } else if (r.chance(0.2)) { nodes.clear(); id = r.pick([1, 50]); push(2, { node: snapshot(), initialOffset: { left: 0, top: 0 } }); }
  }
  return events;
}

// ---- the player ----
function inPage(events) {
  document.body.replaceChildren();
  const warnings = [];
  const replayer = new window.rrweb.Replayer(events, { root: document.body, useVirtualDom: false, showWarning: true, showDebug: true, logger: { log: (...all) => warnings.push(all.join(' ').slice(0, 200)), warn: (...all) => warnings.push(all.join(' ').slice(0, 200)) } });
  replayer.pause(events.at(-1).timestamp - events[0].timestamp + 1);
  const mirror = replayer.getMirror();
  const rules = (sheet) => [...sheet.cssRules].map((rule) => rule.cssText);
  const dump = (node) => {
    const id = mirror.getId(node);
    const below = [...(node.shadowRoot ? [node.shadowRoot] : []), ...(node.contentDocument ? [node.contentDocument] : []), ...node.childNodes];
    const isRoot = node.host !== undefined && node.nodeType === 11;
    if (id <= 0 && !isRoot) return [];
    const meta = mirror.getMeta(node);
    const children = below.flatMap(dump);
    if (isRoot) return [{ kind: 'shadowroot', children }];
    if (node.nodeType === 9) return [{ id, kind: 'document', children }];
    if (node.nodeType === 10) return [{ id, kind: 'doctype' }];
    if (node.nodeType === 3) return [{ id, kind: 'text', text: node.data }];
    if (node.nodeType === 8) return [{ id, kind: 'comment', text: node.data }];
    const attributes = Object.fromEntries([...node.attributes].map((a) => [a.name, a.value]));
    if (meta.tagName === 'html') { attributes.class = (attributes.class ?? '').replace(/\s*rrweb-paused/, ''); if (!attributes.class) delete attributes.class; }
    delete attributes.autocomplete;
    delete attributes._csstext; // of a link whose sheet is empty: the player leaves it a link
    const found = { id, kind: 'element', tag: meta.tagName, attributes, children };
    if (['INPUT', 'TEXTAREA', 'SELECT'].includes(node.tagName)) found.value = node.value;
    if (node.tagName === 'INPUT') found.checked = node.checked;
    if (node.tagName === 'STYLE' && node.sheet) found.rules = rules(node.sheet);
    return [found];
  };
  const tree = dump(replayer.iframe.contentDocument);
  replayer.destroy?.();
  return { tree: tree[0] ?? {}, warnings };
}

// Our tree as the player's: rules as the browser writes them.
function asDumped(tree) {
  const rules = (css) => { const sheet = new CSSStyleSheet(); sheet.replaceSync(css); return [...sheet.cssRules].map((rule) => rule.cssText); };
  const walk = (node) => {
    const { id, kind, tag, attributes, text, state = {}, children } = node;
    if (!kind) return {};
    if (kind === 'doctype') return { id, kind };
    if (kind === 'text' || kind === 'comment') return { id, kind, text };
    const below = children.map(walk);
    if (kind !== 'element') return kind === 'shadowroot' ? { kind, children: below } : { id, kind, children: below };
    const found = { id, kind, tag, attributes: { ...attributes }, children: below };
    const css = attributes._cssText;
    delete found.attributes._cssText;
    if ('value' in state && ['input', 'textarea', 'select'].includes(tag)) found.value = state.value_without_option === undefined ? state.value : '';
    if (tag === 'input') found.checked = state.checked;
    if (tag === 'style') found.rules = rules(state.rules ? state.rules.join('\n') : state.css ?? children.map((child) => child.text ?? '').join(''));
    else if (tag === 'link' && (css || state.rules)) found.rules = rules(state.rules ? state.rules.join('\n') : css);
    return found;
  };
  return walk(tree);
}

const flat = (node, depth = 0) => !node?.kind ? [] : [
  `${'  '.repeat(depth)}#${node.id ?? ''} ${node.kind} ${node.tag ?? ''} ${JSON.stringify(Object.fromEntries(Object.entries(node.attributes ?? {}).sort()))} ${JSON.stringify(node.text ?? '')} ${JSON.stringify([node.value, node.checked, node.rules])}`,
  ...(node.children ?? []).flatMap((child) => flat(child, depth + 1)),
];

const browser = await puppeteer.launch({ executablePath: chromium, headless: true, args: ['--no-sandbox', '--disable-gpu'] });
const page = await browser.newPage();
await page.setContent('<!DOCTYPE html><body></body>');
await page.addScriptTag({ path: rrweb });

async function both(events) {
  const played = await page.evaluate(inPage, structuredClone(events));
  const ran = spawnSync(bin, ['dom', '-', '--at', 'end', '--format', 'json'], { input: JSON.stringify(events), maxBuffer: 1 << 28 });
  if (ran.status !== 0) return { theirs: flat(played.tree), ours: [`exit ${ran.status}: ${ran.stderr}`], warnings: played.warnings };
  const ours = await page.evaluate(asDumped, JSON.parse(ran.stdout));
  return { theirs: flat(played.tree), ours: flat(ours), warnings: played.warnings };
}
// What the player cannot play at all, such as a page without a root element, is compared with nothing; nor what it drops
// because a child waited before its parent did.
const differs = (events) => both(events).then(({ theirs, ours, warnings }) => theirs.join('\n') !== ours.join('\n') && !warnings.some((line) => line.includes('Drop resolve tree')), () => false);

// Leaves out what the difference does not need: events, then entries of their lists.
async function shortened(events) {
  for (let at = events.length - 1; at >= 2; at--) {
    const without = events.toSpliced(at, 1);
    if (await differs(without)) events = without;
  }
  for (let at = 2; at < events.length; at++) {
    for (const key of ['removes', 'adds', 'texts', 'attributes']) {
      for (let n = (events[at].data[key]?.length ?? 0) - 1; n >= 0; n--) {
        const shorter = structuredClone(events);
        shorter[at].data[key].splice(n, 1);
        if (await differs(shorter)) events = shorter;
      }
    }
  }
  const prune = async (find) => {
    for (let n = (find(events).childNodes?.length ?? 0) - 1; n >= 0; n--) {
      const shorter = structuredClone(events);
      find(shorter).childNodes.splice(n, 1);
      if (await differs(shorter)) events = shorter;
      else await prune((all) => find(all).childNodes[n]);
    }
  };
  await prune((all) => all[1].data.node);
  return events;
}

let wrong = 0;
for (let seed = Number(first); seed < Number(first) + Number(count); seed++) {
  const events = stream(seed);
  if (!(await differs(events))) continue;
  wrong++;
  const short = await shortened(events);
  const { theirs, ours, warnings } = await both(short);
  console.log(`\n== seed ${seed}\n${short.slice(1).map((event) => JSON.stringify(event)).join('\n')}`);
  theirs.filter((line) => !ours.includes(line)).slice(0, 8).forEach((line) => console.log(`rrweb    ${line}`));
  ours.filter((line) => !theirs.includes(line)).slice(0, 8).forEach((line) => console.log(`scrubjay ${line}`));
  if (theirs.toSorted().join() === ours.toSorted().join()) console.log('order differs', theirs, ours);
  warnings.slice(0, 3).forEach((line) => console.log(`warning  ${line}`));
}
console.log(`${count} streams, ${wrong} differ`);
await browser.close();
process.exit(wrong ? 1 : 0);
