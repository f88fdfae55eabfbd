import { type JSX, Show } from "solid-js";
import { AddPeople, Archive, DeleteMessage, EditRoom, Edits, Leave, RemoveMember } from "./details/dialogs";
import { Browse, NewDirect, NewRoom } from "./side/dialogs";
import { Quick } from "./side/Quick";
import { Keys, Settings } from "./side/Settings";
import { type Dialog, useApp } from "./store/app";

/** The dialog that is open, if one is. */
export function Dialogs(): JSX.Element {
  const app = useApp();
  return <Show when={app.state.dialog} keyed>{(dialog) => one(dialog)}</Show>;
}

function one(dialog: Dialog): JSX.Element {
  switch (dialog.kind) {
    case "quick": return <Quick />;
    case "newRoom": return <NewRoom />;
    case "newDirect": return <NewDirect />;
    case "browse": return <Browse />;
    case "settings": return <Settings />;
    case "keys": return <Keys />;
    case "addPeople": return <AddPeople roomId={dialog.roomId} />;
    case "editRoom": return <EditRoom roomId={dialog.roomId} />;
    case "leave": return <Leave roomId={dialog.roomId} />;
    case "archive": return <Archive roomId={dialog.roomId} />;
    case "removeMember": return <RemoveMember roomId={dialog.roomId} userId={dialog.userId} />;
    case "deleteMessage": return <DeleteMessage roomId={dialog.roomId} seq={dialog.seq} />;
    case "edits": return <Edits roomId={dialog.roomId} seq={dialog.seq} />;
  }
}
