-- What is looked for when a register changes (D18) and for the monthly list of the zorgbudget.
CREATE INDEX dossier_of_facility ON dossier (facility);
CREATE INDEX dossier_of_sector ON dossier (sector, person);
