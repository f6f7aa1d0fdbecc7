/** The knowledge base beside a call: the articles of the topic that the advisor chose come first. */
import type { Call } from "../../../api/types";
import { topicValue } from "../../tickets/model/form";
import { useDraft } from "../../tickets/model/use-draft";
import { KnowledgePanel } from "./knowledge-panel";

export default function CallKnowledge({ call }: { call: Pick<Call, "id" | "line"> }) {
  const { form } = useDraft(call.id);
  return <KnowledgePanel occasion={{ call_id: call.id }} topic={topicValue(form)} line={call.line} />;
}
