"""ФИС ОКО, form Ф1: individual results of the ВПР, a row a participant and a column a task."""
