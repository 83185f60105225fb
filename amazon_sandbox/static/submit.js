document.forms["handover"].submit();
