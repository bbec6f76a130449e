"""Publishing: risks and changes of incidents, handed to a message broker as other systems listen to one."""
