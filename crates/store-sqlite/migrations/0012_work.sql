-- Who has taken a sending to decide its lines, and how a task came to its end (screens.md, "Werklijst", "Vandaag").
ALTER TABLE batch ADD COLUMN taken_by TEXT;

ALTER TABLE task ADD COLUMN closed_by TEXT;
ALTER TABLE task ADD COLUMN note TEXT;
CREATE INDEX task_of_fund ON task (fund, id);
CREATE INDEX task_about ON task (kind, subject) WHERE closed_at IS NULL;
