// The dialog that is open over the desk, if any.
import { DepartureDialog } from "./departure";
import { ErrandsDialog } from "./errands";
import { NewTicketDialog } from "./new_ticket";
import { ParkDialog } from "./park";
import { TransferDialog } from "./transfer";
import type { Desk } from "./use_desk";
import { WaitingDialog } from "./waiting_dialog";

export function Ask({ desk, onDone }: { desk: Desk; onDone: () => void }) {
  const { asking } = desk;
  switch (asking?.kind) {
    case "transfer": return <TransferDialog ticket={asking.ticket} mineId={desk.counter.id} onDone={onDone} />;
    case "park": return <ParkDialog ticket={asking.ticket} onDone={onDone} />;
    case "errands": return <ErrandsDialog ticket={asking.ticket} onDone={onDone} />;
    case "waiting": return <WaitingDialog desk={desk} ticket={asking.ticket} onDone={onDone} />;
    case "departure": return <DepartureDialog counter={desk.counter} onFree={() => void desk.leave()} onClose={onDone} />;
    case "ticket": return <NewTicketDialog onDone={onDone} />;
    default: return null;
  }
}
