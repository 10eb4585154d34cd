function helper() {
  return 3;
}

function parseInt(text) {
  return text;
}

module.exports = { helper, parseInt };
