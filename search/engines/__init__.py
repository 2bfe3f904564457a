"""The engines that answer queries, behind one interface (`search.engines.interface`)."""
