// Fills questionnaires in as a person would, by clicking, and writes into the page what LHC-Forms
// made of it. Time is virtual in this browser: waiting costs none.

const R4 = "R4";
const CALCULATED =
  "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-calculatedExpression";
const SETTLE_MS = 20;
// Every so many sets the file is filled in as it is shipped, without the formulas too.
const SHIPPED_EACH = 5;

const settled = () => new Promise((resume) => setTimeout(resume, SETTLE_MS));

// The shipped file, with the formulas after its last item.
function counting(questionnaire, formulas) {
  const copy = structuredClone(questionnaire);
  for (const [linkId, expression] of Object.entries(formulas)) {
    const valueExpression = { language: "text/fhirpath", expression };
    const extension = [{ url: CALCULATED, valueExpression }];
    copy.item.push({ linkId, text: linkId, type: "decimal", readOnly: true, extension });
  }
  return copy;
}

class Form {
  constructor(name, questionnaire) {
    this.questionnaire = questionnaire;
    this.host = document.createElement("div");
    this.host.id = name;
    document.body.append(this.host);
  }

  async open(response) {
    const { Util } = LForms;
    let form = Util.convertFHIRQuestionnaireToLForms(structuredClone(this.questionnaire), R4);
    if (response) {
      form = Util.mergeFHIRDataIntoLForms("QuestionnaireResponse", response, form, R4);
    }
    // How answers are laid out where the file leaves it open; the file stays as it is.
    const layout = { answerLayout: { type: "RADIO_CHECKBOX", columns: "1" } };
    form.templateOptions = { ...form.templateOptions, defaultAnswerLayout: layout };
    await Util.addFormToPage(form, this.host.id, { fhirVersion: R4 });
    await settled();
    this.given = {};
  }

  // Answers are option codes by link id. What was answered cannot be unanswered by clicking.
  async fill(answers) {
    const stays = Object.keys(this.given ?? {}).every((linkId) => linkId in answers);
    if (!this.given || !stays) await this.open();
    for (const [linkId, code] of Object.entries(answers)) {
      if (this.given[linkId] === code) continue;
      // A question may be there only because of the click before.
      if (!this.item(linkId)) await settled();
      this.option(linkId, code).click();
      this.given[linkId] = code;
    }
    await settled();
  }

  option(linkId, code) {
    const labels = [...(this.item(linkId)?.querySelectorAll("label.lhc-answer") ?? [])];
    const label = labels.find((each) => each.id.endsWith(`|${code}`));
    if (!label) throw new Error(`${this.host.id}: nothing to click for ${linkId} ${code}`);
    return label.querySelector("input");
  }

  item(linkId) {
    return this.host.querySelector(`[id^="item-${linkId}/"]`);
  }

  // What somebody in front of the screen sees: rendered nodes only.
  shown() {
    return [...this.host.querySelectorAll('[id^="item-"]')]
      .filter((node) => node.getClientRects().length && !node.querySelector('[id^="item-"]'))
      .filter((node) => node.querySelector("label.lhc-answer"))
      .map((node) => ({
        linkId: node.id.slice("item-".length).split("/")[0],
        text: node.innerText,
        options: [...node.querySelectorAll("label.lhc-answer")].map((each) => each.innerText.trim()),
      }));
  }

  response() {
    return LForms.Util.getFormFHIRData("QuestionnaireResponse", R4, this.host);
  }
}

// What the formulas came to, and the response without them.
function apart(response, formulas) {
  const totals = {};
  for (const { linkId, answer } of response.item ?? []) {
    if (linkId in formulas) totals[linkId] = answer?.[0].valueDecimal ?? null;
  }
  const item = (response.item ?? []).filter(({ linkId }) => !(linkId in formulas));
  return { totals, response: { ...response, item } };
}

async function tried({ questionnaire, formulas, sets, response }) {
  const name = questionnaire.id;
  const shipped = new Form(name, questionnaire);
  const counted = new Form(`${name}-counted`, counting(questionnaire, formulas));
  const rounds = [];
  for (const [number, answers] of sets.entries()) {
    await counted.fill(answers);
    const round = { ...apart(counted.response(), formulas), shown: counted.shown() };
    if (number % SHIPPED_EACH === 0) {
      await shipped.fill(answers);
      round.shipped = { shown: shipped.shown(), response: shipped.response() };
    }
    rounds.push(round);
  }
  await shipped.open(response);
  const readBack = shipped.response();
  shipped.host.remove();
  counted.host.remove();
  return { rounds, readBack };
}

const outcome = document.createElement("pre");
outcome.id = "outcome";
const said = {};
try {
  const job = await (await fetch("/job.json")).json();
  said.version = LForms.lformsVersion;
  said.instruments = {};
  for (const [name, task] of Object.entries(job)) said.instruments[name] = await tried(task);
} catch (error) {
  said.error = `${error}\n${error.stack}`;
}
outcome.textContent = JSON.stringify(said);
document.body.replaceChildren(outcome);
